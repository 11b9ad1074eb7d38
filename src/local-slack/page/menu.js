// @ts-check
import { h } from './dom.js'
import { popover } from './popover.js'

/**
 * Opens a menu below its opener: arrow keys move, Enter takes, Escape goes back.
 * @param {HTMLElement} opener
 * @param {string} label
 * @param {{ label: any, run?: () => void, href?: string }[]} items links open in a new tab
 */
export function openMenu(opener, label, items) {
  const menu = h('div', { role: 'menu', class: 'menu', 'aria-label': label }, items.map(itemNode))
  const rows = /** @type {HTMLElement[]} */ ([...menu.children])
  const close = popover(opener, menu)
  menu.addEventListener('keydown', (event) => {
    const target = targetOf(event.key, rows, rows.indexOf(/** @type {any} */ (document.activeElement)))
    if (!target) return
    event.preventDefault()
    target.focus()
  })
  rows[0]?.focus()

  function itemNode(item) {
    const take = () => {
      close()
      opener.focus()
      item.run?.()
    }
    const props = { role: 'menuitem', tabindex: '-1', onclick: take }
    return item.href
      ? h('a', { ...props, href: item.href, target: '_blank' }, item.label)
      : h('button', { ...props, type: 'button' }, item.label)
  }
}

function targetOf(key, rows, at) {
  if (key === 'Home') return rows[0]
  if (key === 'End') return rows.at(-1)
  if (key === 'ArrowDown') return rows[(at + 1) % rows.length]
  return key === 'ArrowUp' ? rows.at(at - 1) : undefined
}
