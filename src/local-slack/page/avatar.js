// @ts-check
import { h } from './dom.js'
import { icon } from './icons.js'

/** A picture of a person: initials on a colour that follows from the name; a drawing for an app. */
export function avatar(person) {
  const name = person?.realName ?? '?'
  const node = h(
    'span',
    { class: 'avatar', 'aria-hidden': 'true' },
    person?.isBot ? icon('app') : initials(name),
  )
  const hue = [...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 360, 7)
  node.style.background = person?.isBot ? '' : `hsl(${hue} 45% 34%)`
  if (person?.isBot) node.classList.add('of-app')
  return node
}

function initials(name) {
  return name
    .split(/\s+/)
    .map((part) => [...part][0])
    .slice(0, 2)
    .join('')
}
