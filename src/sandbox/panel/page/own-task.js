// @ts-check
import { fill, h } from '/page/dom.js'
import { withCommands } from '/page/panels.js'
import { run } from './calls.js'
import { button, section } from './parts.js'
import { say } from './words.js'

const binlog = { database: '192.168.0.27:3306', item: 'srcDbBinlogIsOff' }

/** The fault that the tour meets, to be repaired and brought back. */
export function sourceOfTour() {
  const repair = (key, broken) => button(say(key), () => run(say(key), 'item', { ...binlog, broken }))
  const mending = repair('repairBinlog', false)
  // The tour points at it.
  mending.dataset.tour = 'repair'
  const levers = h('div', { class: 'drs-row' }, mending, repair('breakBinlog', true))
  const { element } = section('try', say('sourceOfTour'), levers)
  return { element, draw() {} }
}

/** What `/drs create` will ask for. */
export function ownTask({ access }) {
  const list = h('ul', { class: 'drs-plain' })
  const { element } = section(
    'own',
    say('ownTask'),
    h('p', {}, withCommands(say('ownTaskHow'))),
    list,
    h('p', {}, say('userOfAll', access.user)),
    h('p', {}, say('passwordsOf', access.passwords.join(', '))),
    h('p', {}, say('instance', access.instance)),
    h('p', {}, say('subnet', access.subnet)),
  )
  let drawn = ''
  return {
    element,
    draw({ databases }) {
      const lines = databases.map(({ name, engine, key }) => `${name}: ${engine} ${key}`)
      if (lines.join() === drawn) return
      drawn = lines.join()
      fill(
        list,
        lines.map((line) => h('li', {}, line)),
      )
    },
  }
}
