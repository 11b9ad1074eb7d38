// @ts-check
import { fill, h } from './dom.js'
import { icon } from './icons.js'
import { upload } from './server.js'
import { word } from './words.js'

/** Files that go with the next message: chosen, dropped or pasted. */
export function attachments(as) {
  let chosen = /** @type {File[]} */ ([])
  const list = h('ul', { class: 'chosen-files', 'aria-label': word('filesChosen') })
  const input = /** @type {HTMLInputElement} */ (
    h('input', { type: 'file', multiple: true, hidden: true, 'aria-label': word('attach') })
  )
  input.addEventListener('change', () => {
    add([...(input.files ?? [])])
    input.value = ''
  })
  list.hidden = true

  function add(files) {
    chosen = [...chosen, ...files].slice(0, 10)
    draw()
  }

  function draw() {
    fill(list, chosen.map(row))
    list.hidden = chosen.length === 0
  }

  function row(file) {
    const drop = () => {
      chosen = chosen.filter((one) => one !== file)
      draw()
    }
    const label = `${word('remove')}: ${file.name}`
    return h(
      'li',
      {},
      icon('file'),
      file.name,
      h('button', { type: 'button', class: 'close', 'aria-label': label, onclick: drop }, icon('close')),
    )
  }

  return {
    node: [input, list],
    ask: () => input.click(),
    count: () => chosen.length,
    /** Uploads what was chosen; gives the files' ids and forgets them. */
    async take() {
      const files = chosen
      chosen = []
      draw()
      const given = await Promise.all(files.map((file) => upload(as, file)))
      return given.map((one) => one.file.id)
    },
    /** Lets files be dropped or pasted into a field. */
    takeFrom(field) {
      const receive = (event, data) => {
        const files = [...(data?.files ?? [])]
        if (files.length === 0) return
        event.preventDefault()
        add(files)
      }
      field.addEventListener('paste', (event) => receive(event, event.clipboardData))
      field.addEventListener('drop', (event) => receive(event, event.dataTransfer))
    },
  }
}
