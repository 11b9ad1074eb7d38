// @ts-check
import { fill, h, toast } from './dom.js'
import { loadPanels, runPanelAction } from './server.js'

let shownKey = ''
let mounted = false

/** Draws what the sandbox offers besides Slack, if anything: its own module, and plain panels. */
export async function drawPanels(aside) {
  const { panels, module } = await loadPanels()
  if (module && !mounted) {
    mounted = true
    await mount(aside, module)
  }
  const key = JSON.stringify(panels)
  if (key === shownKey) return
  shownKey = key
  const plain = aside.querySelector('.plain') ?? h('div', { class: 'plain' })
  aside.append(plain)
  aside.hidden = panels.length === 0 && !module
  fill(
    plain,
    panels.map((panel, index) => drawPanel(aside, panel, index)),
  )
}

async function mount(aside, module) {
  const host = h('div', {})
  aside.prepend(host)
  aside.hidden = false
  const { mount } = await import(module)
  await mount(host)
}

function drawPanel(aside, panel, index) {
  const run = async (event, action) => {
    event.target.disabled = true
    const outcome = await runPanelAction(index, action)
    event.target.disabled = false
    toast(outcome.ok ? `Done: ${panel.actions[action]}` : `That did not work: ${outcome.text}`)
    await drawPanels(aside)
  }
  return h(
    'section',
    { class: 'panel' },
    h('h2', {}, panel.title),
    panel.lines.map((line) => h('p', {}, withCommands(line))),
    h(
      'div',
      { class: 'actions' },
      panel.actions.map((label, action) =>
        h('button', { type: 'button', class: 'button', onclick: (event) => run(event, action) }, label),
      ),
    ),
  )
}

/** Words between backticks are commands; a press writes one into the channel's field, to be sent or changed. */
export function withCommands(line) {
  return line
    .split('`')
    .map((part, index) =>
      index % 2 === 1
        ? h('button', { type: 'button', class: 'command', onclick: () => writeCommand(part) }, part)
        : part,
    )
}

function writeCommand(command) {
  const field = /** @type {HTMLTextAreaElement | null} */ (
    document.querySelector('.conversation .composer textarea')
  )
  if (!field) return toast('Go to a channel first.')
  field.value = command
  field.dispatchEvent(new Event('input'))
  field.focus()
}
