// @ts-check

/**
 * Makes an element. Text children become text nodes, so nothing is ever read as HTML.
 * @param {string} tag
 * @param {Record<string, any>} [props] `on…` are listeners, `class` and `aria-…` are attributes
 * @param {...any} children
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag)
  for (const [key, value] of Object.entries(props)) setProp(element, key, value)
  element.append(
    ...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false),
  )
  return element
}

function setProp(element, key, value) {
  if (value === undefined || value === null || value === false) return
  if (key.startsWith('on')) element.addEventListener(key.slice(2), value)
  else if (key === 'value' || key === 'checked' || key === 'disabled') element[key] = value
  else element.setAttribute(key, value === true ? '' : String(value))
}

/** Puts these children in place of the old ones. */
export function fill(element, ...children) {
  element.replaceChildren(
    ...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false),
  )
}

/** The element with that id, which index.html has. */
export function byId(id) {
  const element = document.getElementById(id)
  if (!element) throw new Error(`no element #${id}`)
  return element
}

let lastId = 0
/** An id for aria references. */
export function freshId(prefix) {
  lastId += 1
  return `${prefix}-${lastId}`
}

/** Tells the person something for a few seconds. */
export function toast(text) {
  const box = h('div', { class: 'toast' }, text)
  byId('toasts').append(box)
  setTimeout(() => box.remove(), 6000)
}
