// @ts-check
import { h } from '/page/dom.js'
import { confirmed } from '/page/popover.js'
import { run } from './calls.js'
import { button } from './parts.js'
import { say } from './words.js'

const speeds = [0, 1, 10, 100, 1000]
const hour = 3_600_000

/** How fast the world goes, ways to push it on, and the way back to its beginning. */
export function clock() {
  const buttons = speeds.map((speed) => {
    const label = speed === 0 ? say('stopped') : say('clockAt', speed)
    return button(speed === 0 ? '❚❚' : `${speed}×`, () => run(label, 'speed', { speed }), {
      class: 'button',
      'aria-label': label,
      title: label,
    })
  })
  const forward = (key, ms) => button(say(key), () => run(say(key), 'advance', { ms }))
  const restart = async () => {
    const sure = await confirmed({ title: { text: say('restart') }, text: { text: say('restartSure') } })
    if (sure) await run(say('restart'), 'restart')
  }
  const element = h(
    'div',
    { class: 'drs-clock' },
    h('div', { class: 'drs-speeds', role: 'group', 'aria-label': say('clock') }, buttons),
    h(
      'div',
      { class: 'drs-row' },
      forward('forwardHour', hour),
      forward('forwardDay', 24 * hour),
      button(say('restart'), restart),
    ),
  )
  return {
    element,
    draw({ speed }) {
      buttons.forEach((one, index) => {
        one.setAttribute('aria-pressed', String(speeds[index] === speed))
      })
    },
  }
}
