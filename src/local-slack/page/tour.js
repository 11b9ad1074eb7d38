// @ts-check
import { writeIntoChannel } from './composer.js'
import { byId, fill, h } from './dom.js'
import { icon } from './icons.js'
import { knowSamples } from './samples.js'
import { loadTour } from './server.js'
import { showPointer } from './tour-pointer.js'
import { inLanguage, locale, sentence, word } from './words.js'

/**
 * The way a person has come, in this browser: which tour, at which step, whether it is shown, and whether they go back
 * to what they have done already; when it began and was at its end (ms), and with how many clicks.
 * @typedef {{ id: string, step: number, open: boolean, again: boolean, begun: number, ended?: number, clicks: number }} Way
 */

let tour = /** @type {{ id: string, steps: any[], samples: Record<string, string> }} */ ({
  id: '',
  steps: [],
  samples: {},
})
/** When the page was opened. */
const begun = Date.now()
let person = ''
let drawn = ''

/** @returns {Way} */
function way() {
  const fresh = { id: tour.id, step: 0, open: true, again: false, begun, clicks: 0 }
  try {
    const stored = JSON.parse(localStorage.getItem('tour') ?? 'null')
    return stored?.id === tour.id ? stored : fresh
  } catch {
    // Somebody has written something else there: the tour begins anew.
    return fresh
  }
}

function go(/** @type {Partial<Way>} */ next) {
  localStorage.setItem('tour', JSON.stringify({ ...way(), ...next }))
  drawTour(person)
}

/** Asks what has been done by now, and shows the step that comes next. */
export async function refreshTour(as) {
  const before = tour
  tour = await loadTour()
  knowSamples(tour.samples)
  document.body.classList.toggle('has-tour', tour.steps.length > 0)
  const { step, open, again } = way()
  const happened = tour.steps[step]?.done && (!again || before.steps[step]?.done === false)
  const next = nextStep(step, again)
  if (open && happened) go({ step: next, ...endOf(next) })
  else drawTour(as)
}

/** The step after what has been done; only one further for those who look at it again. */
function nextStep(step, again) {
  const open = tour.steps.findIndex((one, index) => index > step && !one.done)
  if (again || open < 0) return again ? step + 1 : tour.steps.length
  return open
}

/** The first time that all is done counts; who looks again takes no longer for it. */
function endOf(/** @type {number} */ step) {
  return step >= tour.steps.length && way().ended === undefined ? { ended: Date.now() } : {}
}

/** `1:42` of the way so far. */
function timeOf({ begun, ended = Date.now() }) {
  const seconds = Math.max(0, Math.round((ended - begun) / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** Clicks with a pointer; what the keyboard presses counts as none. */
function countClick(/** @type {MouseEvent} */ event) {
  const { id, ended, clicks } = way()
  if (id === '' || ended !== undefined || event.detail === 0 || !event.isTrusted) return
  localStorage.setItem('tour', JSON.stringify({ ...way(), clicks: clicks + 1 }))
}

function showTime() {
  const place = byId('tour').querySelector('.tour-time')
  if (place) place.textContent = sentence('way', timeOf(way()), way().clicks)
}

/** Begins the tour, from the start if it was at its end or everything has happened. */
export function openTour() {
  go({ step: 0, open: true, again: true })
  byId('tour').querySelector('button')?.focus()
}

/** Shows the step for that person, or nothing. */
export function drawTour(as) {
  person = as
  const box = byId('tour')
  const { step, open, again } = way()
  const current = tour.steps[step]
  box.hidden = !open || tour.steps.length === 0
  const key = JSON.stringify([tour, step, open, again, as, locale()])
  if (!box.hidden && key !== drawn) fill(box, current ? stepCard(current, step) : endCard())
  drawn = key
  showTime()
  box.setAttribute('aria-label', word('tour'))
  showPointer(box.hidden || !current ? [] : targetsOf(current, as))
}

/** First to the seat, if somebody else is to do it. */
function targetsOf({ at, by }, as) {
  return by && by !== as ? ['person'] : at
}

function stepCard(step, index) {
  return [
    headOf(sentence('step', index + 1, tour.steps.length)),
    h('h3', {}, step.done ? icon('tick') : null, inLanguage(step.title)),
    h('p', {}, inLanguage(step.text)),
    step.type ? h('code', {}, step.type) : null,
    h(
      'div',
      { class: 'actions' },
      step.type ? button(word('tourWrite'), () => write(step.type), 'primary') : null,
      index > 0 ? button(word('back'), () => go({ step: index - 1, again: true })) : null,
      step.done ? button(word('next'), () => go({ step: index + 1 })) : null,
    ),
  ]
}

function endCard() {
  return [
    headOf(word('tour')),
    h('h3', {}, icon('tick'), word('tourDone')),
    h('p', {}, sentence('wayDone', timeOf(way()), way().clicks), ' ', word('tourDoneText')),
    h('div', { class: 'actions' }, button(word('tourAgain'), openTour)),
  ]
}

function headOf(text) {
  const skip = () => {
    go({ open: false })
    document.querySelector('.conversation textarea')?.focus()
  }
  const label = tour.steps[way().step] ? word('tourSkip') : word('tourEnd')
  return h(
    'div',
    { class: 'tour-head' },
    h('span', {}, text),
    way().ended === undefined ? h('span', { class: 'tour-time', 'aria-hidden': 'true' }) : null,
    h(
      'button',
      { type: 'button', class: 'close', 'aria-label': label, title: label, onclick: skip },
      icon('close'),
    ),
  )
}

function button(label, run, kind = '') {
  return h('button', { type: 'button', class: `button ${kind}`, onclick: run }, label)
}

/** Writes the command into the channel that is open; where there is none, goes to the first. */
function write(command) {
  if (writeIntoChannel(command)) return
  location.hash = '#/'
}

document.addEventListener('click', countClick, true)
setInterval(showTime, 1000)
window.addEventListener('storage', (event) => {
  if (event.key === 'tour') drawTour(person)
})
