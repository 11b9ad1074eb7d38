// @ts-check
import { h } from './dom.js'
import { word } from './words.js'

/** Where the tour points: names that steps use, and what they mean on the page. */
const places = {
  field: '.conversation .composer-box',
  person: '#who',
  beside: '#panels',
}

let names = /** @type {readonly string[]} */ ([])
let target = /** @type {HTMLElement | undefined} */ (undefined)
let label = /** @type {HTMLElement | undefined} */ (undefined)

/** Points at the first of these that is there; at nothing without any. */
export function showPointer(wanted) {
  names = wanted
  place()
}

/** `action:…` is a button of the app whose action id begins so; anything else is a mark on the page or a known place. */
function find(name) {
  const selector = name.startsWith('action:')
    ? `[data-action^="${CSS.escape(name.slice(7))}"]`
    : `[data-tour="${CSS.escape(name)}"], ${places[name] ?? ':not(*)'}`
  const all = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(selector)])
  return all.filter((one) => one.offsetParent !== null || one.getClientRects().length > 0).at(-1)
}

function place() {
  const next = names.map(find).find((one) => one !== undefined)
  if (target !== next) target?.classList.remove('pointed-at')
  target = next
  target?.classList.add('pointed-at')
  const box = target?.getBoundingClientRect()
  const visible = box && box.bottom > 50 && box.top < window.innerHeight - 10
  if (!box || !visible || document.querySelector('dialog[open]')) return drop()
  label ??= document.body.appendChild(h('div', { class: 'pointer', 'aria-hidden': 'true' }))
  label.textContent = word('tourHere')
  const below = box.top < 90
  label.classList.toggle('below', below)
  label.style.left = `${box.left + Math.min(box.width / 2, 120)}px`
  label.style.top = `${below ? box.bottom + 10 : box.top - 10}px`
}

function drop() {
  label?.remove()
  label = undefined
}

let waiting = false
/** Keeps up with scrolling and with everything that is drawn, once a frame at most. */
function later() {
  if (waiting || names.length === 0) return
  waiting = true
  requestAnimationFrame(() => {
    waiting = false
    place()
  })
}

window.addEventListener('resize', later)
document.addEventListener('scroll', later, true)
new MutationObserver((records) => {
  if (records.some((one) => one.target !== label)) later()
}).observe(document.body, { childList: true, subtree: true })
