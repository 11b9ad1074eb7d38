import { type ArchiveEntry, BadArchive, unzipped } from './archive.ts'

/** Reads workbooks (ECMA-376, SpreadsheetML), those of `workbook` as well as those that spreadsheet programs write. */

export interface Sheet {
  readonly name: string
  /** Texts by row and column; what is not there is empty. */
  readonly rows: readonly (readonly string[])[]
}

/** Unpacked parts larger than this are not read. */
const maxPart = 50 * 1024 * 1024
/** No sheet has more columns. */
const maxColumns = 16_384

/** The sheets of a workbook in their order. Throws `BadArchive` when it is none. */
export function readWorkbook(bytes: Buffer): readonly Sheet[] {
  const parts = unzipped(bytes, maxPart)
  const book = xml(parts, 'xl/workbook.xml')
  if (book === undefined) throw new BadArchive('not a workbook')
  const targets = relations(xml(parts, 'xl/_rels/workbook.xml.rels') ?? '')
  const shared = sharedTexts(xml(parts, 'xl/sharedStrings.xml') ?? '')
  return elements(book, 'sheet').map(({ head }) => {
    const target = targets.get(attribute(head, '(?:\\w+:)?id') ?? '') ?? ''
    const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`
    return { name: attribute(head, 'name') ?? '', rows: rowsOf(xml(parts, path) ?? '', shared) }
  })
}

function xml(parts: readonly ArchiveEntry[], name: string): string | undefined {
  return parts.find((part) => part.name === name)?.content.toString('utf8')
}

interface Element {
  /** The attributes as they are written. */
  readonly head: string
  readonly inner: string
}

/** Elements of a name that cannot hold another of the same name; a prefix does not matter. */
function elements(text: string, name: string): readonly Element[] {
  const pattern = new RegExp(`<(?:\\w+:)?${name}(\\s[^>]*?)?(?:/>|>([\\s\\S]*?)</(?:\\w+:)?${name}>)`, 'g')
  return [...text.matchAll(pattern)].map(([, head = '', inner = '']) => ({ head, inner }))
}

function attribute(head: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(head)?.[1]
  return value === undefined ? undefined : unescaped(value)
}

function relations(text: string): ReadonlyMap<string, string> {
  return new Map(
    elements(text, 'Relationship').map(({ head }) => [
      attribute(head, 'Id') ?? '',
      attribute(head, 'Target') ?? '',
    ]),
  )
}

function sharedTexts(text: string): readonly string[] {
  return elements(text, 'si').map(({ inner }) => textOf(inner))
}

/** Runs of differently formatted text belong together. */
function textOf(inner: string): string {
  return elements(inner, 't')
    .map((run) => unescaped(run.inner))
    .join('')
}

function rowsOf(text: string, shared: readonly string[]): readonly (readonly string[])[] {
  return elements(text, 'row').map(({ inner }) => {
    const cells: string[] = []
    for (const cell of elements(inner, 'c')) {
      const at = columnOf(attribute(cell.head, 'r')) ?? cells.length
      while (cells.length < at) cells.push('')
      cells[at] = cellText(cell, shared)
    }
    return cells
  })
}

/** `C7` is in column 2. */
function columnOf(place: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}(?=\d)/.exec(place ?? '')?.[0]
  if (!letters) return undefined
  const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
  return column < maxColumns ? column : undefined
}

function cellText({ head, inner }: Element, shared: readonly string[]): string {
  const type = attribute(head, 't')
  if (type === 'inlineStr') return textOf(inner)
  const value = unescaped(elements(inner, 'v')[0]?.inner ?? '')
  return type === 's' ? (shared[Number(value)] ?? '') : value
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescaped(text: string): string {
  return text.replaceAll(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name) return entities[name] ?? whole
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
