// @ts-check
import { fill, freshId, h } from './dom.js'
import { emojiNames, emojiOf } from './emoji.js'
import { icon } from './icons.js'
import { popover } from './popover.js'
import { act } from './server.js'
import { sentence, word } from './words.js'

/** Puts somebody's reaction on a message, or takes it away again. */
export function react(as, message, name) {
  return act(as, { act: 'react', on: message.ts, name })
}

/** The reactions under a message; a press joins one or leaves it. */
export function reactionChips(message, { as, names }) {
  const chip = (one) => {
    const who = one.users.map((id) => names.people.find((person) => person.id === id)?.realName ?? id)
    const label = sentence('reacted', who.join(', '), one.name)
    return h(
      'button',
      {
        type: 'button',
        class: 'reaction',
        'aria-pressed': String(one.users.includes(as)),
        title: label,
        onclick: () => react(as, message, one.name),
      },
      emojiOf(one.name),
      h('span', {}, one.users.length),
      h('span', { class: 'visually-hidden' }, ` ${label}`),
    )
  }
  const chips = message.reactions.map(chip)
  return chips.length > 0 ? [...chips, reactionAdder(as, message)] : []
}

function reactionAdder(as, message) {
  const opener = h(
    'button',
    { type: 'button', class: 'reaction add', 'aria-label': word('addReaction'), title: word('addReaction') },
    icon('smile'),
  )
  opener.addEventListener('click', () => pickEmoji(opener, (name) => void react(as, message, name)))
  return opener
}

/** Lets a person choose an emoji by looking or by name. */
export function pickEmoji(opener, take) {
  const grid = h('div', { class: 'emoji-grid', id: freshId('emoji') })
  const search = /** @type {HTMLInputElement} */ (
    h('input', {
      type: 'text',
      class: 'search',
      placeholder: word('typeToSearch'),
      'aria-label': sentence('searchIn', word('emoji')),
      autocomplete: 'off',
    })
  )
  const draw = () => fill(grid, emojiNames(search.value.trim().toLowerCase()).map(one))
  const choose = (name) => {
    close()
    opener.focus()
    take(name)
  }
  const one = (name) =>
    h(
      'button',
      {
        type: 'button',
        'aria-label': name.replaceAll('_', ' '),
        title: `:${name}:`,
        onclick: () => choose(name),
      },
      emojiOf(name),
    )
  search.addEventListener('input', draw)
  search.addEventListener('keydown', (event) => {
    const [first] = emojiNames(search.value.trim().toLowerCase())
    if (event.key !== 'Enter' || !first) return
    event.preventDefault()
    choose(first)
  })
  draw()
  const close = popover(opener, h('div', { class: 'emoji-picker' }, search, grid))
  search.focus()
}
