// @ts-check
import { fill, h } from '/page/dom.js'
import { inLanguage } from '/page/words.js'
import { run } from './calls.js'
import { ask, choice, labelled } from './parts.js'
import { say } from './words.js'

/** GaussDB has one name for its distributed and one for its centralized form. */
const sameEngine = (actual, wanted) =>
  actual === wanted || (actual === 'gaussdbv5' && wanted === 'gaussdbv5ha')

/** A form for a task that is created behind the bot's back. */
export function askForTask(catalogue, { databases }) {
  const of = (wanted) => databases.filter(({ engine }) => sameEngine(engine, wanted))
  const possible = catalogue.engines.filter(
    ({ source, destination }) => of(source).length > 0 && of(destination).length > 0,
  )
  const scenario = choice(pairs(catalogue.scenarios, 'value'), refill)
  const engine = choice([], offerDatabases)
  const source = choice([], undefined)
  const destination = choice([], undefined)
  const status = choice(pairs(catalogue.statuses, 'status'), undefined)
  const mode = choice(pairs(catalogue.modes, 'value'), undefined)
  const name = h('input', {
    class: 'text',
    value: `console-${Math.floor(Math.random() * 9000 + 1000)}`,
    pattern: '[A-Za-z][A-Za-z0-9_\\-]{3,49}',
    title: say('nameRule'),
    required: true,
  })
  const controls = { name, scenario, engine, source, destination, mode, status }
  for (const [key, control] of Object.entries(controls)) control.setAttribute('name', key)
  const fields = Object.entries(controls).map(([key, control]) =>
    labelled(say(/** @type {any} */ (key)), control),
  )
  refill()
  ask(say('createTask'), fields, say('create'), say('cancel'), (values) =>
    run(`${say('create')} ${values.name}`, 'create', values),
  )

  function refill() {
    const fitting = possible.filter(({ scenarios }) => scenarios.includes(scenario.value))
    offer(engine, pairs(fitting, 'engine'))
    offerDatabases()
  }

  function offerDatabases() {
    const pair = possible.find((one) => one.engine === engine.value)
    const named = (wanted) => of(wanted).map((one) => [one.key, `${one.name} (${one.key})`])
    // A managed instance is rather the destination, any other database rather the source.
    const ends = (wanted, managed) =>
      named(wanted).sort((a, b) => weight(b[0], managed) - weight(a[0], managed))
    offer(source, pair ? ends(pair.source, false) : [])
    offer(destination, pair ? ends(pair.destination, true) : [])
  }

  function weight(key, managed) {
    return databases.find((one) => one.key === key)?.destination === managed ? 1 : 0
  }
}

function pairs(rows, key) {
  return rows.map((row) => [row[key], inLanguage(row.words)])
}

function offer(select, options) {
  fill(
    select,
    options.map(([value, text]) => h('option', { value }, text)),
  )
}
