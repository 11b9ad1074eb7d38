// @ts-check
import { freshId, h } from './dom.js'
import { popover } from './popover.js'
import { sentence, word } from './words.js'

/**
 * A select with search: one option or several, from a list or asked for while typing.
 * @param {{ label: string, placeholder: string, multiple: boolean, chosen: any[], most?: number,
 *   search: (query: string) => Promise<any[]> | any[], hint?: string, choose: (options: any[]) => void }} picking
 *   options are `{ value, label, group? }`
 */
export function picker(picking) {
  let chosen = picking.chosen
  let close = () => {}
  const face = h('button', {
    type: 'button',
    class: 'picker',
    'aria-haspopup': 'listbox',
    'aria-expanded': 'false',
    onclick: open,
  })
  draw()

  function draw() {
    const words = chosen.map((one) => one.label)
    face.setAttribute('aria-label', `${picking.label}: ${words.join(', ') || picking.placeholder}`)
    face.replaceChildren(
      words.length === 0
        ? h('span', { class: 'placeholder' }, picking.placeholder)
        : h(
            'span',
            { class: 'picked' },
            picking.multiple ? words.map((word) => h('span', { class: 'chip' }, word)) : words,
          ),
      h('span', { class: 'arrow', 'aria-hidden': 'true' }, '▾'),
    )
  }

  function toggle(option) {
    if (!picking.multiple) {
      chosen = [option]
      close()
      face.focus()
    } else {
      const without = chosen.filter((one) => one.value !== option.value)
      chosen = without.length < chosen.length ? without : [...chosen, option].slice(0, picking.most ?? 100)
    }
    draw()
    picking.choose(chosen)
  }

  function open() {
    if (face.getAttribute('aria-expanded') === 'true') return close()
    const list = optionList(picking, () => chosen, toggle)
    close = popover(face, list.node)
    list.start()
  }

  return face
}

function optionList(picking, chosen, toggle) {
  const id = freshId('options')
  let options = []
  let active = 0
  const box = h('ul', { class: 'options', role: 'listbox', id, 'aria-label': picking.label })
  const input = h('input', {
    type: 'text',
    class: 'search',
    role: 'combobox',
    'aria-controls': id,
    'aria-expanded': 'true',
    'aria-autocomplete': 'list',
    'aria-label': sentence('searchIn', picking.label),
    placeholder: word('typeToSearch'),
    autocomplete: 'off',
    oninput: () => load(),
    onkeydown: steer,
  })

  async function load() {
    const query = /** @type {HTMLInputElement} */ (input).value
    const found = await picking.search(query)
    if (query !== /** @type {HTMLInputElement} */ (input).value) return
    options = found
    active = 0
    draw()
  }

  const isChosen = (option) => chosen().some((one) => one.value === option.value)

  function draw() {
    const rows = options.flatMap((option, index) => [
      option.group && option.group !== options[index - 1]?.group
        ? h('li', { class: 'group', role: 'presentation' }, option.group)
        : null,
      optionRow(option, { id: `${id}-${index}`, active: index === active, on: isChosen(option), pick }),
    ])
    const nothing = h('li', { class: 'nothing' }, picking.hint ?? word('notFound'))
    box.replaceChildren(...(options.length > 0 ? rows.filter((one) => one !== null) : [nothing]))
    input.setAttribute('aria-activedescendant', options.length > 0 ? `${id}-${active}` : '')
    box.querySelector('.active')?.scrollIntoView({ block: 'nearest' })
  }

  function pick(option) {
    toggle(option)
    if (box.isConnected) draw()
  }

  function steer(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 }
    const step = steps[event.key]
    if (step && options.length > 0) {
      event.preventDefault()
      active = (active + step + options.length) % options.length
      draw()
    }
    if (event.key === 'Enter' && options[active]) {
      event.preventDefault()
      pick(options[active])
    }
  }

  return {
    node: h('div', { class: 'picker-list' }, input, box),
    start() {
      input.focus()
      void load()
    },
  }
}

function optionRow(option, { id, active, on, pick }) {
  const press = (event) => {
    event.preventDefault()
    pick(option)
  }
  const note = option.description ? h('small', {}, ` ${option.description}`) : null
  const looks = { class: active ? 'active' : '', 'aria-selected': String(on) }
  return h('li', { id, role: 'option', ...looks, onpointerdown: press }, on ? '✓ ' : '', option.label, note)
}
