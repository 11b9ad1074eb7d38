import { DOMParser, type Document, type Element, XMLSerializer } from '@xmldom/xmldom'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'

/** Reads the texts of workbooks (ECMA-376, SpreadsheetML), and puts others in their place. */

export interface SheetCell {
  readonly sheet: string
  /** From 1, as spreadsheets count. */
  readonly row: number
  /** Letters, as spreadsheets have them. */
  readonly column: string
  readonly text: string
}

export type SheetRow = readonly SheetCell[]

export interface OpenWorkbook {
  /** The rows of each sheet, and their cells that are not empty. */
  readonly sheets: readonly (readonly SheetRow[])[]
  /** The bytes of the workbook with other texts in these cells. */
  withTexts(texts: ReadonlyMap<SheetCell, string>): Uint8Array
}

/** It is no workbook, or one that is broken, too large or of an unusual kind. */
export class UnreadableWorkbook extends Error {
  override readonly name = 'UnreadableWorkbook'
}

/** Of all parts, unpacked, in bytes: sheets of tasks are far smaller, and little can be packed very small. */
const largest = 20 * 1024 * 1024

/** The files in a ZIP archive by their names. Throws `UnreadableWorkbook`. */
export function unpack(bytes: Uint8Array): Readonly<Record<string, Uint8Array>> {
  let room = largest
  const fits = ({ originalSize }: { readonly originalSize: number }) => {
    room -= originalSize
    if (room < 0) throw new UnreadableWorkbook('too large')
    return true
  }
  return guarded(() => unzipSync(bytes, { filter: fits }))
}

export function pack(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return zipSync({ ...files })
}

/** Throws `UnreadableWorkbook`. */
export function openWorkbook(bytes: Uint8Array): OpenWorkbook {
  const parts = unpack(bytes)
  return guarded(() => {
    const shared = elementsOf(partOf(parts, 'xl/sharedStrings.xml'), 'si').map(textOf)
    const sheets = sheetsOf(parts).map(({ name, path }) => {
      const document = partOf(parts, path)
      if (!document) throw new UnreadableWorkbook(`no sheet at ${path}`)
      return { path, document, rows: rowsOf(document, name, shared) }
    })
    return {
      sheets: sheets.map(({ rows }) => rows.map((row) => row.map(({ cell }) => cell))),
      withTexts(texts) {
        const changed = sheets.map(({ path, document, rows }) => {
          for (const { cell, element } of rows.flat()) {
            const text = texts.get(cell)
            if (text !== undefined) write(document, element, text)
          }
          return [path, strToU8(new XMLSerializer().serializeToString(document))] as const
        })
        return pack({ ...parts, ...Object.fromEntries(changed) })
      },
    }
  })
}

function guarded<T>(work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw cause instanceof UnreadableWorkbook ? cause : new UnreadableWorkbook('broken', { cause })
  }
}

type Parts = Readonly<Record<string, Uint8Array>>

function partOf(parts: Parts, path: string): Document | undefined {
  const bytes = Object.hasOwn(parts, path) ? parts[path] : undefined
  if (!bytes) return undefined
  const text = strFromU8(bytes)
  // Spreadsheets declare no types; a declaration could define texts that stand elsewhere.
  if (text.includes('<!DOCTYPE')) throw new UnreadableWorkbook('a type is declared')
  return new DOMParser({ onError: broken }).parseFromString(text, 'text/xml')
}

function broken(level: string, message: string): void {
  if (level !== 'warning') throw new UnreadableWorkbook(message)
}

function elementsOf(node: Document | Element | undefined, name: string): readonly Element[] {
  return node ? [...node.getElementsByTagNameNS('*', name)] : []
}

/** Name and path of each sheet, hidden ones too. */
function sheetsOf(parts: Parts) {
  const book = partOf(parts, 'xl/workbook.xml')
  if (!book) throw new UnreadableWorkbook('not a workbook')
  const relations = elementsOf(partOf(parts, 'xl/_rels/workbook.xml.rels'), 'Relationship')
  return elementsOf(book, 'sheet').map((sheet) => {
    const id = [...sheet.attributes].find(
      ({ localName, prefix }) => localName === 'id' && prefix !== null,
    )?.value
    const target = relations.find((one) => one.getAttribute('Id') === id)?.getAttribute('Target') ?? ''
    const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`
    return { name: sheet.getAttribute('name') ?? '', path }
  })
}

/** Runs of differently formatted text belong together. */
function textOf(element: Element): string {
  return elementsOf(element, 't')
    .map((run) => run.textContent ?? '')
    .join('')
}

interface PlacedCell {
  readonly cell: SheetCell
  readonly element: Element
}

function rowsOf(
  document: Document,
  sheet: string,
  shared: readonly string[],
): readonly (readonly PlacedCell[])[] {
  return elementsOf(document, 'row').map((row, at) => {
    const number = Number(row.getAttribute('r') ?? at + 1)
    return elementsOf(row, 'c').flatMap((element, place) => {
      const text = cellText(element, shared)
      if (text === '') return []
      const [column = lettersOf(place)] = /^[A-Z]+/.exec(element.getAttribute('r') ?? '') ?? []
      return [{ element, cell: { sheet, row: number, column, text } }]
    })
  })
}

function cellText(element: Element, shared: readonly string[]): string {
  const type = element.getAttribute('t')
  if (type === 'inlineStr') return textOf(element)
  const value = elementsOf(element, 'v')[0]?.textContent ?? ''
  return type === 's' ? (shared[Number(value)] ?? '') : value
}

/** 0 is A, 26 is AA. */
function lettersOf(place: number): string {
  const last = String.fromCharCode(65 + (place % 26))
  return place < 26 ? last : lettersOf(Math.floor(place / 26) - 1) + last
}

function write(document: Document, cell: Element, text: string): void {
  while (cell.firstChild) cell.removeChild(cell.firstChild)
  cell.setAttribute('t', 'inlineStr')
  const [inline, run] = ['is', 't'].map((name) => document.createElementNS(cell.namespaceURI, name))
  if (!inline || !run) return
  run.setAttribute('xml:space', 'preserve')
  run.appendChild(document.createTextNode(text))
  inline.appendChild(run)
  cell.appendChild(inline)
}
