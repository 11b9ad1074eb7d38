// @ts-check
import { h, toast } from './dom.js'
import { editInPlace } from './editing.js'
import { emojiOf } from './emoji.js'
import { icon } from './icons.js'
import { openMenu } from './menu.js'
import { confirmed } from './popover.js'
import { pickEmoji, react } from './reactions.js'
import { act } from './server.js'
import { word } from './words.js'

const quick = ['white_check_mark', 'eyes']

/** Shows what can be done with a message while the pointer or the focus is on it. */
export function toolbarFor(article, message, reading) {
  let bar = null
  const show = () => {
    if (bar) return
    bar = drawToolbar(article, message, reading)
    article.append(bar)
  }
  const hide = () => {
    if (article.matches(':hover, :focus-within') || bar?.querySelector('[aria-expanded="true"]')) return
    bar?.remove()
    bar = null
  }
  article.addEventListener('pointerenter', show)
  article.addEventListener('focusin', show)
  article.addEventListener('pointerleave', hide)
  article.addEventListener('focusout', () => queueMicrotask(hide))
}

function drawToolbar(article, message, reading) {
  const { as } = reading
  const tool = (label, inside, run) =>
    h('button', { type: 'button', 'aria-label': label, title: label, onclick: run }, inside)
  if (message.ephemeral)
    return bar(tool(word('dismiss'), icon('close'), () => act(as, { act: 'dismiss', on: message.ts })))
  return bar(
    quick.map((name) =>
      tool(`${word('addReaction')}: ${name}`, emojiOf(name), () => react(as, message, name)),
    ),
    tool(word('addReaction'), icon('smile'), (event) =>
      pickEmoji(event.currentTarget, (name) => void react(as, message, name)),
    ),
    reading.inThread
      ? null
      : tool(word('replyInThread'), icon('reply'), () => reading.openThread(message.threadTs ?? message.ts)),
    tool(word('more'), icon('more'), (event) => openMore(event.currentTarget, article, message, reading)),
  )
}

function bar(...children) {
  return h('div', { class: 'tools', role: 'toolbar', 'aria-label': word('message') }, children)
}

function openMore(opener, article, message, { as, names }) {
  const mine = message.user === as && !message.byApp
  const edit = { label: word('editMessage'), run: () => editInPlace(article, message, as) }
  const remove = { label: word('deleteMessage'), run: () => removeMessage(as, message) }
  const copy = { label: word('copyText'), run: () => copyText(message) }
  const shortcuts = names.shortcuts
    .filter((one) => one.type === 'message')
    .map(({ name, callbackId }) => ({
      label: `${name} · ${names.app.name}`,
      run: () => void act(as, { act: 'shortcut', callbackId, on: message.ts }),
    }))
  openMenu(opener, word('more'), [...(mine ? [edit, copy, remove] : [copy]), ...shortcuts])
}

async function copyText(message) {
  try {
    await navigator.clipboard.writeText(message.plain)
  } catch (error) {
    // The browser may refuse the clipboard; the person is told why.
    toast(String(error))
  }
}

async function removeMessage(as, message) {
  const text = (words) => ({ text: words })
  const sure = await confirmed({
    title: text(word('deleteMessage')),
    text: text(word('deleteForAll')),
    confirm: text(word('deleteMessage')),
    style: 'danger',
  })
  if (sure) await act(as, { act: 'remove', on: message.ts })
}
