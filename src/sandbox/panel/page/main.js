// @ts-check
import { fill, h } from '/page/dom.js'
import { icon } from '/page/icons.js'
import { sharedStream } from '/page/stream.js'
import { onLocale } from '/page/words.js'
import { loadCatalogue, loadState } from './calls.js'
import { clock } from './clock.js'
import { databases } from './databases.js'
import { faults } from './faults.js'
import { ownTask, sourceOfTour } from './own-task.js'
import { tasks } from './tasks.js'
import { traffic } from './traffic.js'
import { say } from './words.js'

const folded = 'sandbox-folded'

/** The local DRS beside the conversation: its tasks, its clock, its troubles, and what was said to it. */
export async function mount(/** @type {HTMLElement} */ host) {
  const [catalogue, first] = await Promise.all([loadCatalogue(), loadState(), styled()])
  let { state, lines } = first
  let inspector = traffic()
  let sections = []
  build()
  onLocale(build)
  sharedStream('/beside/events', hear, (live) => live && void catchUp().catch(() => undefined))

  function build() {
    inspector = traffic()
    sections = [
      clock(),
      sourceOfTour(),
      tasks(catalogue),
      faults(catalogue),
      databases(catalogue),
      inspector,
      ownTask(catalogue),
    ]
    inspector.reset(lines)
    const body = h(
      'div',
      { class: 'drs-panel' },
      sections.map(({ element }) => element),
    )
    host.closest('aside')?.setAttribute('aria-label', say('title'))
    fill(host, folding(body), body)
    draw()
  }

  function draw() {
    for (const section of sections) section.draw(state)
  }

  function hear(text) {
    const news = JSON.parse(text)
    state = news.state ?? state
    const last = Number(lines.at(-1)?.id ?? 0)
    const fresh = news.lines.filter(({ id }) => Number(id) > last)
    lines = [...lines, ...fresh].slice(-500)
    if (fresh.length > 0) inspector.add(fresh)
    if (news.state) draw()
  }

  /** After a time without connection: everything anew. What fails here is tried again with the next connection. */
  async function catchUp() {
    const now = await loadState()
    state = now.state
    lines = now.lines
    inspector.reset(lines)
    draw()
  }
}

/** Folds the whole panel to make room for the conversation. */
function folding(body) {
  const toggle = h('button', { type: 'button', class: 'close drs-fold' }, icon('down'))
  const show = (hidden) => {
    body.hidden = hidden
    toggle.setAttribute('aria-expanded', String(!hidden))
    toggle.setAttribute('aria-label', say(hidden ? 'show' : 'hide'))
    localStorage.setItem(folded, String(hidden))
  }
  toggle.addEventListener('click', () => show(!body.hidden))
  show(localStorage.getItem(folded) === 'true')
  return h('div', { class: 'drs-top' }, h('span', {}, say('clock')), toggle)
}

/** The panel's own looks, there before it is drawn; without them it is plain, but works. */
function styled() {
  const sheets = ['/beside/page/panel.css', '/beside/page/panel-forms.css']
  return Promise.all(
    sheets.map((href) => {
      const link = h('link', { rel: 'stylesheet', href })
      return new Promise((resolve) => {
        link.addEventListener('load', resolve)
        link.addEventListener('error', resolve)
        document.head.append(link)
      })
    }),
  )
}
