// @ts-check
import { fill, h, toast } from '/page/dom.js'
import { inLanguage } from '/page/words.js'
import { run } from './calls.js'
import { button, labelled, section, suggesting } from './parts.js'
import { duration, say } from './words.js'

/** No client waits that long, in milliseconds. */
const never = 600_000

/** Each trouble: how the local DRS is told of it, and how it is known again in the list of those that are on. */
const kinds = [
  { key: 'refuse', is: (fault) => fault.code !== undefined && ![401, 503].includes(fault.status) },
  {
    key: 'unavailable',
    make: () => ({ status: 503, code: 'DRS.M01501' }),
    is: ({ status }) => status === 503,
  },
  { key: 'slow', is: ({ delayMs }) => delayMs !== undefined && delayMs < never },
  { key: 'timeout', make: () => ({ delayMs: never }), is: ({ delayMs }) => delayMs === never },
  { key: 'cut', make: () => ({ cut: true }), is: ({ cut }) => cut },
  { key: 'malformed', make: () => ({ malformed: true }), is: ({ malformed }) => malformed },
  { key: 'throttle', is: ({ retryAfter }) => retryAfter !== undefined },
  {
    key: 'expired',
    make: () => ({
      status: 401,
      code: 'APIGW.0301',
      message: 'Incorrect IAM authentication information: token expired',
    }),
    is: ({ status }) => status === 401,
  },
]

const kindOf = (fault) => kinds.find(({ is }) => is(fault))?.key ?? 'refuse'

/** Switches for everything that can go wrong with DRS, for one operation or all. */
export function faults(catalogue) {
  let active = []
  let drawn = ''
  const reach = reachFields(catalogue, mark)
  const settings = settingFields(catalogue)
  const switches = new Map(kinds.map((kind) => [kind.key, switchFor(kind)]))
  const list = h('ul', { class: 'drs-plain' })
  const clearAll = button(say('clearAll'), () => run(say('clearAll'), 'clearFaults'))
  const rows = kinds.map(({ key }) => h('li', {}, label(key), settings.fields[key] ?? null))
  const switchList = h('ul', { class: 'drs-switches' }, rows)
  const { element, note } = section('faults', say('faults'), reach.fields, switchList, list, clearAll)
  return {
    element,
    draw(state) {
      const key = JSON.stringify(state.faults)
      if (key === drawn) return
      drawn = key
      active = state.faults
      note.textContent = active.length > 0 ? say('active', active.length) : ''
      clearAll.hidden = active.length === 0
      fill(list, active.length > 0 ? active.map(faultRow) : h('li', { class: 'drs-soft' }, say('noFaults')))
      mark()
    },
  }

  function label(key) {
    return h('label', {}, switches.get(key), h('span', {}, say(key)))
  }

  function switchFor(kind) {
    const control = /** @type {HTMLInputElement} */ (h('input', { type: 'checkbox', role: 'switch' }))
    control.addEventListener('change', () => void turn(kind, control.checked).finally(mark))
    return control
  }

  async function turn(kind, on) {
    if (!reach.known()) return toast(say('unknownOperation'))
    if (!on) return clear(matching(kind.key))
    const trouble = (kind.make ?? settings.made[kind.key])()
    await run(say(kind.key), 'fault', { ...trouble, ...reach.limits() })
  }

  function matching(key) {
    return active.filter((fault) => fault.operation === reach.operation() && kindOf(fault) === key)
  }

  /** Shows which troubles are on for the operation that is chosen. */
  function mark() {
    for (const [key, control] of switches) control.checked = matching(key).length > 0
  }
}

async function clear(found) {
  for (const { id } of found) await run(say('clear'), 'clearFault', { id })
}

/** Which calls a trouble meets. */
function reachFields({ operations }, changed) {
  const suggestions = operations.map(({ id, title }) => [id, inLanguage(title)])
  const { input, list } = suggesting(suggestions, { placeholder: say('everyOperation'), onchange: changed })
  const times = number({ min: 1, max: 1000, placeholder: say('untilCleared') })
  const operation = () => input.value.trim() || undefined
  return {
    fields: [labelled(say('operation'), input), list, labelled(say('times'), times)],
    operation,
    known: () => operation() === undefined || operations.some(({ id }) => id === operation()),
    limits: () => ({
      ...(operation() ? { operation: operation() } : {}),
      ...(times.value ? { times: Number(times.value) } : {}),
    }),
  }
}

/** The troubles that want to know more: their fields, and what becomes of them. */
function settingFields({ codes }) {
  const suggestions = codes.map((one) => [one.code, inLanguage(one.meaning)])
  const code = suggesting(suggestions, { value: 'DRS.M01501', 'aria-label': say('code') })
  const seconds = (key, least) =>
    number({ min: least, max: 599, value: 5, 'aria-label': `${say(key)}: ${say('seconds')}` })
  const delay = seconds('slow', 1)
  const pause = seconds('throttle', 0)
  return {
    fields: { refuse: h('span', {}, code.input, code.list), slow: delay, throttle: pause },
    made: {
      refuse: () => ({ code: code.input.value, status: statusOf(codes, code.input.value) }),
      slow: () => ({ delayMs: Number(delay.value) * 1000 }),
      throttle: () => ({ retryAfter: Number(pause.value) }),
    },
  }
}

function number(props) {
  return /** @type {HTMLInputElement} */ (h('input', { type: 'number', class: 'text', ...props }))
}

/** The documented HTTP status of a code; codes that stand for accepted calls are refusals here all the same. */
function statusOf(codes, code) {
  const known = codes.find((one) => one.code === code)?.httpStatus ?? 500
  return known >= 400 && ![401, 503].includes(known) ? known : 400
}

function faultRow(fault) {
  const { id, operation, code, delayMs, retryAfter, times } = fault
  const kind = kindOf(fault)
  const facts = [
    kind === 'refuse' && code,
    kind === 'slow' && duration(delayMs),
    retryAfter !== undefined && duration(retryAfter * 1000),
    times !== undefined && say('timesLeft', times),
  ].filter(Boolean)
  const words = `${operation ?? say('everyOperation')}: ${[say(/** @type {any} */ (kind)), ...facts].join(' · ')}`
  return h(
    'li',
    { class: 'drs-line' },
    h('span', {}, words),
    button(say('clear'), () => run(say('clear'), 'clearFault', { id }), {
      'aria-label': `${say('clear')}: ${words}`,
    }),
  )
}
