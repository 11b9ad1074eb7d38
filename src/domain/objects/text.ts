import type { ObjectSelection, SelectedObject } from './selection.ts'

/**
 * Objects as text, one a line: `shop` or `shop.*` a whole database, `shop.orders` a table, `db.schema.*` a whole schema,
 * `shop.orders -> archive.orders` another name at the destination, `*` everything. Names with other characters stand in double
 * quotes, in which `""` is a quote and `\\`, `\n`, `\r`, `\t` are what they usually are. `readObjectLines` reads it back.
 */
export function objectsText(selection: ObjectSelection): string {
  if (selection.scope === 'all') return '*\n'
  return selection.objects.map((object) => `${objectText(object)}\n`).join('')
}

export function objectText({ path, whole, kind, to }: SelectedObject): string {
  const stars = whole ? '.*' : ''
  const target = to ? ` -> ${pathText(to)}` : ''
  return `${pathText(path)}${stars}${target}${kind ? ` ${kind}` : ''}`
}

export function pathText(path: readonly string[]): string {
  return path.map(nameText).join('.')
}

/** What can be written without quotes: nothing that separates names, begins a remark or looks like an arrow. */
const plain = /^(?!.*[-=]>)[^\s.,，;#*"`\\→⇒\p{C}]+$/u

function nameText(name: string): string {
  if (plain.test(name)) return name
  const escaped = name
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '""')
    .replace(/[\n\r\t]/g, (one) => escapes[one] ?? one)
  return `"${escaped}"`
}

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }
const meant: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\' }

/** A name as it was quoted, without its quotes. */
export function unquoted(quoted: string): string {
  const quote = quoted.charAt(0)
  return quoted
    .slice(1, -1)
    .replaceAll(quote + quote, quote)
    .replace(/\\([nrt\\])/g, (whole, one: string) => (quote === '"' ? (meant[one] ?? whole) : whole))
}
