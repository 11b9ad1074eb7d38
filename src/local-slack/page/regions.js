// @ts-check

/** The parts of the page in the order of F6, each with what takes the focus in it. */
const regions = [
  ['#sidebar', 'a[aria-current], a'],
  ['#messages', ''],
  ['#composer', 'textarea'],
  ['#thread', 'textarea'],
  ['#panels', 'button, summary, input, select'],
  ['#seat', 'select'],
]

/** F6 goes to the next part of the page, Shift+F6 to the one before, as in Slack. */
export function moveBetweenRegions() {
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'F6' || document.querySelector('dialog[open]')) return
    event.preventDefault()
    const targets = regions.map(targetOf)
    const at = regions.findIndex(([region]) => document.activeElement?.closest(region))
    const step = event.shiftKey ? -1 : 1
    const order = regions.map(
      (_region, index) => (at + step * (index + 1) + regions.length * 2) % regions.length,
    )
    const next = order.find((index) => targets[index])
    if (next !== undefined) targets[next]?.focus()
  })
}

function targetOf([region, selector]) {
  const part = document.querySelector(region)
  if (!(part instanceof HTMLElement) || part.hidden) return undefined
  return selector === '' ? part : /** @type {HTMLElement | null} */ (part.querySelector(selector))
}
