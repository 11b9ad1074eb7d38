// @ts-check
import { fill, h } from '/page/dom.js'
import { icon } from '/page/icons.js'
import { openMenu } from '/page/menu.js'
import { inLanguage } from '/page/words.js'
import { run } from './calls.js'
import { chart } from './chart.js'
import { askForTask } from './create.js'
import { ask, button, labelled, section } from './parts.js'
import { duration, say } from './words.js'

/** The tasks of the local DRS as its console would show them, and what the console can do to them. */
export function tasks(catalogue) {
  const list = h('ul', { class: 'drs-tasks' })
  const nothing = h('p', {}, say('noTasks'))
  let known = { databases: [] }
  const create = button(say('createTask'), () => askForTask(catalogue, known))
  const { element, note } = section('tasks', say('tasks'), nothing, list, create)
  const rows = new Map()
  return {
    element,
    draw(state) {
      known = state
      note.textContent = String(state.tasks.length)
      nothing.hidden = state.tasks.length > 0
      for (const [id, row] of rows) if (!state.tasks.some((task) => task.id === id)) forget(id, row)
      state.tasks.forEach((task, index) => {
        const row = rows.get(task.id) ?? remember(task.id)
        row.draw(task)
        if (list.children[index] !== row.element) list.insertBefore(row.element, list.children[index] ?? null)
      })
    },
  }

  function remember(id) {
    const row = taskRow()
    rows.set(id, row)
    return row
  }

  function forget(id, row) {
    row.element.remove()
    rows.delete(id)
  }
}

/** One task; only what has changed is drawn anew, so that a menu in use stays. */
function taskRow() {
  const facts = h('div', { class: 'drs-facts' })
  const opener = h('button', { type: 'button', class: 'close', 'aria-haspopup': 'menu' }, icon('more'))
  const name = h('strong', {})
  const release = button(say('release'), () => overload(task, false))
  const element = h(
    'li',
    { class: 'drs-task' },
    h('div', { class: 'drs-head' }, name, opener),
    facts,
    release,
  )
  let task
  let drawn = ''
  opener.addEventListener('click', () => openMenu(opener, say('actOn', task.name), actsOn(task)))
  return {
    element,
    draw(next) {
      task = next
      const key = JSON.stringify(next)
      if (key === drawn) return
      drawn = key
      name.textContent = next.name
      opener.setAttribute('aria-label', say('actOn', next.name))
      release.hidden = !next.overloaded
      release.setAttribute('aria-label', `${say('release')}: ${next.name}`)
      fill(facts, factsOf(next))
    },
  }
}

function actsOn(task) {
  const does = (action) => {
    const label = `${say(action)} ${task.name}`
    return action === 'fail' ? () => askForReason(task) : () => run(label, 'act', { task: task.id, action })
  }
  const acts = task.allowed.map((action) => ({ label: say(action), run: does(action) }))
  const on = !task.overloaded
  const lag = { label: say(on ? 'overload' : 'release'), run: () => overload(task, on) }
  const all = task.lag ? [...acts, lag] : acts
  return all.length > 0 ? all : [{ label: say('nothingToDo') }]
}

function overload({ id, name }, on) {
  return run(`${say(on ? 'overload' : 'release')}: ${name}`, 'overload', { task: id, on })
}

function askForReason(task) {
  const field = h('input', { class: 'text', name: 'reason', value: say('usualReason'), maxlength: 500 })
  ask(
    `${say('fail')} ${task.name}`,
    labelled(say('reason'), field),
    say('fail'),
    say('cancel'),
    ({ reason }) => run(`${say('fail')} ${task.name}`, 'act', { task: task.id, action: 'fail', reason }),
  )
}

const actions = { SWITCH_OVER: 'switching', STOP_JOB: 'pausing' }

function factsOf(task) {
  const action = task.action ? ` · ${say(actions[task.action])}` : ''
  return [
    h('p', { class: 'drs-soft' }, `${inLanguage(task.scenarioWords)} · ${inLanguage(task.engineWords)}`),
    h('p', { class: 'drs-soft' }, `${task.from} → ${task.to}`),
    h(
      'p',
      { class: 'drs-status', 'data-kind': task.kind },
      h('span', { class: 'dot', 'aria-hidden': 'true' }),
      `${inLanguage(task.words)}${action}`,
      task.percent === null ? null : ` · ${task.percent}%`,
    ),
    task.percent === null
      ? null
      : h('progress', { max: 100, value: task.percent, 'aria-label': say('progress', task.name) }),
    task.precheck && h('p', { class: 'drs-soft' }, precheckOf(task.precheck)),
    task.lag && lagOf(task.lag),
    task.overloaded && h('p', { class: 'drs-soft' }, say('overloaded')),
    task.error && h('p', { class: 'drs-error' }, task.error),
  ]
}

function precheckOf({ percent, passed, failed }) {
  if (percent < 100) return say('prechecking', percent)
  return passed ? say('precheckPassed') : say('precheckFailed', failed)
}

function lagOf({ ms, rpoMs, curve }) {
  const most = Math.max(ms, ...curve.map((value) => value ?? 0))
  const now = rpoMs === null ? say('delay', duration(ms)) : say('rpoRto', duration(rpoMs), duration(ms))
  return h(
    'div',
    { class: 'drs-lag' },
    h('p', {}, now),
    chart(curve, say('curve', duration(ms), duration(most))),
  )
}
