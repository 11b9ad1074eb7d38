import { crc32, deflateRawSync } from 'node:zlib'

/**
 * The smallest workbook that spreadsheets open: one sheet of texts and numbers, packed as a ZIP archive
 * (ECMA-376, SpreadsheetML and Open Packaging Conventions; PKWARE APPNOTE for the archive).
 */

/**
 * What workbooks are sent as. No document says it, but the vendor's SDK (huaweicloud-sdk-core 3.1.211, HcClient) takes only
 * octet streams, zip archives and images for files, and drops whatever else is not JSON.
 */
export const xlsxType = 'application/octet-stream'

const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

type Cell = string | number

/** A workbook with one sheet of these rows. */
export function workbook(sheetName: string, rows: readonly (readonly Cell[])[]): Buffer {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
  const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const packaged = 'http://schemas.openxmlformats.org/package/2006'
  const parts = {
    '[Content_Types].xml':
      `<Types xmlns="${packaged}/content-types">` +
      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
      `<Override PartName="/xl/workbook.xml" ContentType="${workbookType}.main+xml"/>` +
      `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${sheetType}"/></Types>`,
    '_rels/.rels':
      `<Relationships xmlns="${packaged}/relationships">` +
      `<Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml':
      `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>` +
      `<sheet name="${escaped(sheetName)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels':
      `<Relationships xmlns="${packaged}/relationships">` +
      `<Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData>${rows.map(rowOf).join('')}</sheetData></worksheet>`,
  }
  const declared = Object.entries(parts).map(([name, xml]) => ({
    name,
    content: Buffer.from(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${xml}`),
  }))
  return zipped(declared)
}

const sheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml'

function rowOf(cells: readonly Cell[], at: number): string {
  return `<row r="${at + 1}">${cells.map(cellOf).join('')}</row>`
}

function cellOf(cell: Cell): string {
  if (typeof cell === 'number') return `<c><v>${cell}</v></c>`
  return `<c t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`
}

/** Control characters cannot stand in XML at all. */
function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text
    .replaceAll(/\p{Cc}/gu, ' ')
    .replaceAll(/[&<>"]/g, (character) => entities[character] ?? character)
}

interface Entry {
  readonly name: string
  readonly content: Buffer
}

/** Local entries, then the directory, then where the directory begins. Times are 1980-01-01, for repeatable bytes. */
export function zipped(entries: readonly Entry[]): Buffer {
  let offset = 0
  const packed = entries.map((entry) => {
    const body = deflateRawSync(entry.content)
    const common = commonHeader(entry, body)
    const name = Buffer.from(entry.name)
    const local = Buffer.concat([signature(0x04034b50), common, name, body])
    const directory = Buffer.concat([
      signature(0x02014b50),
      numbers([20, 2]),
      common,
      numbers([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]),
      name,
    ])
    offset += local.length
    return { local, directory }
  })
  const directory = Buffer.concat(packed.map((entry) => entry.directory))
  const count = packed.length
  const end = numbers([0, 2], [0, 2], [count, 2], [count, 2], [directory.length, 4], [offset, 4], [0, 2])
  return Buffer.concat([...packed.map(({ local }) => local), directory, signature(0x06054b50), end])
}

const january1980 = 0x21
const deflated = 8

/** What a local entry and its line in the directory have in common, from the needed version to the extra length. */
function commonHeader({ name, content }: Entry, body: Buffer): Buffer {
  return numbers(
    [20, 2],
    [0, 2],
    [deflated, 2],
    [0, 2],
    [january1980, 2],
    [crc32(content), 4],
    [body.length, 4],
    [content.length, 4],
    [Buffer.byteLength(name), 2],
    [0, 2],
  )
}

function signature(value: number): Buffer {
  return numbers([value, 4])
}

/** Little-endian numbers of two or four bytes. */
function numbers(...fields: readonly (readonly [value: number, bytes: 2 | 4])[]): Buffer {
  return Buffer.concat(
    fields.map(([value, bytes]) => {
      const buffer = Buffer.alloc(bytes)
      buffer.writeUIntLE(value, 0, bytes)
      return buffer
    }),
  )
}
