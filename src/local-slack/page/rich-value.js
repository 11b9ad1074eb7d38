// @ts-check

/** The style that an HTML element stands for. */
const styles = {
  B: 'bold',
  STRONG: 'bold',
  I: 'italic',
  EM: 'italic',
  S: 'strike',
  STRIKE: 'strike',
  CODE: 'code',
}
const lists = { UL: 'bullet', OL: 'ordered' }

/** What has been written into an editable element as a rich_text block; null when that is nothing. */
export function richValue(field) {
  const elements = partsOf([...field.childNodes])
  return elements.length > 0 ? { type: 'rich_text', elements } : null
}

/** Takes the line break away that browsers leave in an emptied field, so that its placeholder shows. */
export function emptyIfBlank(field) {
  if (field.textContent.trim() === '' && !field.querySelector('li')) field.replaceChildren()
}

/** Lists and quotes are parts of their own; what stands between them is joined to sections. */
function partsOf(nodes) {
  const parts = []
  let open = []
  const shut = () => {
    const leaves = trimmed(open)
    if (leaves.length > 0) parts.push({ type: 'rich_text_section', elements: leaves })
    open = []
  }
  for (const node of nodes) {
    const own = partOf(node)
    if (own) {
      shut()
      parts.push(...own)
    } else {
      if (isLine(node) && open.length > 0) open.push({ type: 'text', text: '\n' })
      open.push(...leavesOf(node, {}))
    }
  }
  shut()
  return parts
}

const isLine = (node) => node.nodeName === 'DIV' || node.nodeName === 'P'

function partOf(node) {
  const style = lists[node.nodeName]
  if (style) return [{ type: 'rich_text_list', style, elements: [...node.children].map(item) }]
  if (node.nodeName === 'BLOCKQUOTE') return [{ type: 'rich_text_quote', elements: leavesOf(node, {}) }]
  // A browser may put a list inside the line in which it was begun.
  if (isLine(node) && node.querySelector('ul, ol, blockquote')) return partsOf([...node.childNodes])
  return undefined
}

function item(node) {
  return { type: 'rich_text_section', elements: leavesOf(node, {}) }
}

function leavesOf(node, style) {
  if (node.nodeName === 'BR') return [{ type: 'text', text: '\n' }]
  if (node.nodeType === Node.TEXT_NODE)
    return node.data === '' ? [] : [{ type: 'text', text: node.data, ...styleOf(style) }]
  const own = styles[node.nodeName]
  const inside = own ? { ...style, [own]: true } : style
  return [...node.childNodes].flatMap((child) => leavesOf(child, inside))
}

function styleOf(style) {
  return Object.keys(style).length > 0 ? { style } : {}
}

/** Without the line breaks at the end. */
function trimmed(leaves) {
  const last = leaves.findLastIndex((leaf) => leaf.text.trim() !== '')
  return leaves.slice(0, last + 1)
}
