// @ts-check
import { entered, stateOf } from './context.js'
import { fill, h } from './dom.js'
import { icon } from './icons.js'
import { upload } from './server.js'
import { word } from './words.js'

/** A field for files: what was chosen stays listed, also when the form is drawn anew. */
export function fileInput(context, block, element) {
  let files = stateOf(context, block, element).files ?? []
  const most = element.max_files ?? 10
  const list = h('ul', { class: 'chosen-files' })
  const input = /** @type {HTMLInputElement} */ (
    h('input', {
      type: 'file',
      hidden: true,
      'aria-label': block.label?.text,
      multiple: most > 1,
      accept: element.filetypes?.map((one) => `.${one}`).join(','),
    })
  )
  input.addEventListener('change', async () => {
    const given = await Promise.all([...(input.files ?? [])].map((file) => upload(context.as, file)))
    input.value = ''
    keep([...files, ...given.map((one) => one.file)].slice(-most))
  })

  function keep(chosen) {
    files = chosen
    draw()
    void entered(context, block, element, files, { files })
  }

  function draw() {
    fill(list, files.map(row))
    list.hidden = files.length === 0
  }

  function row(file) {
    const label = `${word('remove')}: ${file.name}`
    const drop = () => keep(files.filter((one) => one !== file))
    return h(
      'li',
      {},
      icon('file'),
      file.name,
      h('button', { type: 'button', class: 'close', 'aria-label': label, onclick: drop }, icon('close')),
    )
  }

  const opener = h(
    'button',
    { type: 'button', class: 'button picks-files', onclick: () => input.click() },
    icon('clip'),
    word('attach'),
  )
  draw()
  return h('div', {}, opener, input, list)
}
