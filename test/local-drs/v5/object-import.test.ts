import { inflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { LocalDrs } from '../../../src/local-drs/server.ts'
import { workbook, zipped } from '../../../src/local-drs/xlsx.ts'
import { ask, minutes } from '../a-drs.ts'
import { filesIn, rowsIn } from '../read-workbook.ts'
import { about, aSync, aWorld, form, refusal, refusedAs, settle } from './rest-world.ts'

/** Entries of a downloaded archive, read by something else than what the service reads with. */
async function download(drs: LocalDrs, job_id: string, id: string, query: Record<string, string> = {}) {
  const received = await ask(drs, id, undefined, { params: { job_id }, query })
  expect(received.status, received.text).toBe(200)
  expect(received.headers['content-type']).toBe('application/zip')
  return received.bytes
}

/** The only entry of an archive as bytes. */
function only(archive: Buffer): { readonly name: string; readonly bytes: Buffer } {
  const [name = ''] = namesIn(archive)
  const start = 30 + archive.readUInt16LE(26) + archive.readUInt16LE(28)
  return { name, bytes: inflateRawSync(archive.subarray(start, start + archive.readUInt32LE(18))) }
}

function namesIn(archive: Buffer): readonly string[] {
  return [...filesIn(archive).keys()]
}

async function upload(
  drs: LocalDrs,
  job_id: string,
  name: string,
  content: Buffer | string,
  query: Record<string, string> = {},
) {
  return ask(drs, 'upload-object-template', undefined, {
    params: { job_id },
    query,
    ...form(name, content),
  })
}

const heading = ['Source database', 'Source table', 'Destination database', 'Destination table']

describe('a workbook of objects', () => {
  it('goes round: the template is filled, uploaded, parsed and read back', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'oracle')
    const { name, bytes } = only(await download(drs, id, 'download-object-template'))
    expect(name).toBe('objects-table.xlsx')
    expect(rowsIn(bytes)).toEqual([heading])

    const filled = workbook('objects', [heading, ['erp', 'items', 'store', 'goods'], ['erp', 'events']])
    const { status, json } = await upload(drs, id, 'filled.xlsx', filled)
    expect({ status, json }).toMatchObject({ status: 200, json: { send_success: true } })
    expect(await about(drs, id, 'object-template-progress')).toMatchObject({
      process_status: 'processing',
      parsed_success_number: '0',
    })
    settle(drs)
    expect(await about(drs, id, 'object-template-progress')).toMatchObject({
      send_success: true,
      process_status: 'success',
      parsed_success_number: '2',
    })
    const { object_info } = await about(drs, id, 'list-db-objects', undefined, { type: 'modified' })
    expect(object_info.erp).toMatchObject({
      name: 'store',
      tables: { items: { name: 'goods' }, events: { name: 'events' } },
    })
    expect(await about(drs, id, 'object-support')).toMatchObject({ previous_select: 'srcImportObject' })

    const detail = only(await download(drs, id, 'object-template-result', { type: 'detail' }))
    expect(rowsIn(detail.bytes)[1]).toEqual(['erp', 'items', 'store', 'goods', 'OK'])
    const change = rowsIn(
      only(await download(drs, id, 'object-template-result', { type: 'change' })).bytes,
    ).slice(1)
    expect(change).toEqual([['erp', 'settings', 'delete']])
  })

  it('with wrong rows changes nothing and tells in the file what is wrong', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'oracle')
    const rows = [
      heading,
      ['erp', 'items'],
      ['erp', 'unheard_of'],
      ['erp', 'items'],
      ['e<r>p', 'items'],
      ['', '', '', ''],
    ]
    await upload(drs, id, 'filled.XLSX', workbook('objects', rows))
    const early = await ask(drs, 'object-template-result', undefined, {
      params: { job_id: id },
      query: { type: 'detail' },
    })
    expect(refusedAs(early)).toBe('400 DRS.10030008')
    settle(drs)
    expect(await about(drs, id, 'object-template-progress')).toMatchObject({
      process_status: 'failed',
      parsed_success_number: '1',
    })
    const { bytes } = only(await download(drs, id, 'object-template-result', { type: 'detail' }))
    const verdicts = rowsIn(bytes).map((cells) => cells.at(-1))
    expect(verdicts).toEqual([
      'Result',
      'OK',
      'The source has no such object.',
      'The object is named twice.',
      'The object name is invalid.',
    ])
    const { object_scope } = await about(drs, id, 'list-db-objects', undefined, { type: 'modified' })
    expect(object_scope).toBe('all')
  })

  it('can name whole databases', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'oracle')
    const query = { file_import_db_level: 'database' }
    const { bytes } = only(await download(drs, id, 'download-object-template', query))
    expect(rowsIn(bytes)).toEqual([['Source database', 'Destination database']])
    const filled = workbook('objects', [
      ['a', 'b'],
      ['erp', 'store'],
    ])
    expect((await upload(drs, id, 'filled.xlsx', filled, query)).status).toBe(200)
    const { object_info } = await about(drs, id, 'list-db-objects', undefined, { type: 'modified' })
    expect(object_info.erp).toMatchObject({ name: 'store', all: true })
    expect(await about(drs, id, 'object-support')).toMatchObject({ import_level: 'database' })
  })

  it('of a spreadsheet program, with shared texts and gaps, is read as well', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'oracle')
    const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
    const parts = {
      'xl/workbook.xml': `<x:workbook xmlns:x="${main}" xmlns:r="r"><x:sheets><x:sheet name="A" r:id="rId7"/></x:sheets></x:workbook>`,
      'xl/_rels/workbook.xml.rels':
        '<Relationships><Relationship Id="rId7" Target="/xl/worksheets/one.xml"/></Relationships>',
      'xl/sharedStrings.xml': '<sst><si><t>erp</t></si><si><r><t>it</t></r><r><t>ems</t></r></si></sst>',
      'xl/worksheets/one.xml':
        '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c r="D2" t="str"><v>a&amp;b&#x2d;c</v></c></row></sheetData></worksheet>',
    }
    const file = zipped(
      Object.entries(parts).map(([name, content]) => ({ name, content: Buffer.from(content) })),
    )
    await upload(drs, id, 'filled.xlsx', file)
    settle(drs)
    const { bytes } = only(await download(drs, id, 'object-template-result', { type: 'detail' }))
    expect(rowsIn(bytes)[1]).toEqual(['erp', 'items', '', 'a&amp;b-c', 'The object name is invalid.'])
  })

  it.each<[string, string, Buffer | string, string]>([
    ['of another kind', 'objects.json', '{}', '400 DRS.10030007'],
    ['of an unknown kind', 'objects.csv', 'a,b', '400 DRS.10030006'],
    ['that is none', 'objects.xlsx', 'PK nonsense', '400 DRS.10030012'],
    ['of the old format', 'objects.xls', Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), '400 DRS.10030012'],
    ['without rows', 'objects.xlsx', workbook('objects', [heading]), '400 DRS.10030000'],
    ['that is too large', 'objects.xlsx', Buffer.alloc(5 * 1024 * 1024 + 1), '400 DRS.10030001'],
  ])('%s is refused', async (_kind, name, content, code) => {
    const drs = await aWorld()
    const id = aSync(drs, 'oracle')
    expect(refusedAs(await upload(drs, id, name, content))).toBe(code)
  })

  it('has to come as a form, to a task that can be changed, of a link that takes files', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'oracle')
    const params = { job_id: id }
    expect((await ask(drs, 'upload-object-template', { a: 1 }, { params })).status).toBe(415)
    const wrongField = { params, ...form('objects.xlsx', 'x', 'attachment') }
    expect(refusedAs(await ask(drs, 'upload-object-template', undefined, wrongField))).toBe(
      '400 DRS.10020001',
    )
    const running = aSync(drs, 'oracle', { name: 'running', status: 'FULL_TRANSFER_STARTED' })
    expect(refusedAs(await upload(drs, running, 'o.xlsx', workbook('o', [heading])))).toBe('400 DRS.M00304')
    const mysql = aSync(drs, 'mysql')
    expect(await refusal(drs, mysql, 'download-object-template')).toBe('400 DRS.10010025')
    expect(await refusal(drs, mysql, 'object-template-progress')).toBe('400 DRS.10010025')
  })
})

describe('objects as JSON', () => {
  const body = (tables: object) =>
    JSON.stringify({
      job: {
        type: 'db_object',
        params: { db_object: { object_scope: 'table', object_info: { billing: { all: false, tables } } } },
      },
    })
  const taxes = { taxes: { name: 'duties', type: 'table', all: true } }

  it.each([
    ['as it is', 'objects.json', Buffer.from(body(taxes))],
    ['as text', 'objects.txt', Buffer.from(body(taxes))],
    ['packed', 'objects.zip', zipped([{ name: 'objects.json', content: Buffer.from(body(taxes)) }])],
  ])('%s become the choice', async (_how, name, content) => {
    const drs = await aWorld()
    const id = aSync(drs, 'kafka')
    expect((await upload(drs, id, name, content)).status).toBe(200)
    const { object_info } = await about(drs, id, 'list-db-objects', undefined, { type: 'modified' })
    expect(object_info.billing.tables).toMatchObject({ taxes: { name: 'duties' } })
  })

  it('are what the template holds, and can be uploaded again', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'kafka')
    const { name, bytes } = only(await download(drs, id, 'download-object-template'))
    expect(name).toBe('objects-table.json')
    expect((await upload(drs, id, name, bytes)).status).toBe(200)
  })

  it.each<[string, string, Buffer | string, string]>([
    ['a workbook', 'objects.xlsx', workbook('objects', [heading]), '400 DRS.10030006'],
    ['no JSON', 'objects.json', '{', '400 DRS.10020000'],
    ['another JSON', 'objects.json', '{"a":1}', '400 DRS.10020000'],
    ['nothing chosen', 'objects.json', '{"object_scope":"table","object_info":{}}', '400 DRS.10030010'],
    ['a broken archive', 'objects.zip', 'PK', '400 DRS.10030012'],
    [
      'two files in an archive',
      'objects.zip',
      zipped(['a', 'b'].map((letter) => ({ name: `${letter}.json`, content: Buffer.from('{}') }))),
      '400 DRS.10020002',
    ],
    [
      'something else in an archive',
      'objects.zip',
      zipped([{ name: 'a.exe', content: Buffer.from('{}') }]),
      '400 DRS.10030006',
    ],
    ['an archive that is too large', 'objects.zip', Buffer.alloc(1024 * 1024 + 1), '400 DRS.10030001'],
  ])('are refused: %s', async (_kind, name, content, code) => {
    const drs = await aWorld()
    const id = aSync(drs, 'kafka')
    expect(refusedAs(await upload(drs, id, name, content))).toBe(code)
  })

  it('cannot unpack without end', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'kafka')
    const packed = zipped([{ name: 'a.json', content: Buffer.alloc(30 * 1024 * 1024) }])
    expect(packed.length).toBeLessThan(1024 * 1024)
    expect(refusedAs(await upload(drs, id, 'a.zip', packed))).toBe('400 DRS.10030012')
  })

  it('that name an unknown table fail', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'kafka')
    await upload(drs, id, 'objects.json', body({ ...taxes, nowhere: { all: true } }))
    drs.control.advance(minutes(1))
    expect(await about(drs, id, 'object-template-progress')).toMatchObject({
      process_status: 'failed',
      parsed_success_number: '1',
    })
  })
})
