import { describe, expect, it } from 'vitest'
import { readSelectionV3, readSelectionV5, readSource } from '../../src/client/objects.ts'
import { objectsText } from '../../src/domain/objects/text.ts'
import { selectionEntry, selectionInfo } from '../../src/domain/objects/wire.ts'
import { textOfFile } from '../../src/domain/text/file-text.ts'
import { nameIn, nameValue } from '../../src/domain/text/form-name.ts'

const text = (selection: Parameters<typeof objectsText>[0] | undefined) => selection && objectsText(selection)

const shop = { id: 'shop', type: 'database', name: 'shop' }
const orders = { id: 'shop-*-*-orders', type: 'table', name: 'orders', parent_id: 'shop' }

describe('a selection of v3 (6.1.20)', () => {
  it.each([
    ['a database alone is meant as a whole', [{ ...shop, select: 'true' }], 'shop.*\n'],
    ['also where nothing says that it is selected', [shop], 'shop.*\n'],
    [
      'the tables below it narrow it down, as in the example',
      [
        { ...shop, select: 'true' },
        { ...orders, select: 'true' },
      ],
      'shop.orders\n',
    ],
    ['or where it is partial', [{ ...shop, select: 'partial' }, orders], 'shop.orders\n'],
    ['or where it is not listed', [orders], 'shop.orders\n'],
    [
      'what is not selected does not count',
      [
        { ...shop, select: 'true' },
        { ...orders, select: 'false' },
      ],
      'shop.*\n',
    ],
    [
      'aliases are names at the destination',
      [
        { ...shop, select: 'partial', alias_name: 'books' },
        { ...orders, alias_name: 'sold' },
      ],
      'shop.orders -> books.sold\n',
    ],
    ['views stay views', [shop, { ...orders, type: 'view' }], 'shop.orders view\n'],
    [
      'schemas lie between',
      [
        { id: 'db', type: 'database', name: 'db', select: 'partial' },
        { id: 'db-*-*-s', type: 'schema', name: 's', select: 'partial', parent_id: 'db', alias_name: 'z' },
        { id: 'db-*-*-s-*-*-t', type: 'table', name: 't', select: 'true', parent_id: 'db-*-*-s' },
        { id: 'db-*-*-r', type: 'schema', name: 'r', select: 'true', parent_id: 'db' },
      ],
      'db.s.t -> db.z.t\ndb.r.*\n',
    ],
  ])('%s', (_, object_infos, wanted) => {
    expect(text(readSelectionV3({ object_switch: true, object_infos }))).toBe(wanted)
  })

  it('without entries is everything, unless the task says that it has some', () => {
    expect(readSelectionV3({ object_switch: false, object_infos: [] })).toEqual({ scope: 'all' })
    expect(readSelectionV3({})).toEqual({ scope: 'all' })
    expect(readSelectionV3({ object_switch: 'true', object_infos: null })).toBeUndefined()
  })

  it('is sent in the form of the example, each database once', () => {
    const path = (...names: [string, ...string[]]) => ({ path: names })
    const { job } = selectionEntry('t1', {
      scope: 'some',
      objects: [
        path('fastunit', 'coll'),
        path('ycy1', 'coll'),
        { ...path('ycy1', 'collcount'), to: ['y', 'c'] },
        { ...path('all'), whole: true },
      ],
    })
    expect(job.map(({ id, parent_id, select }) => [id, parent_id, select])).toEqual([
      ['fastunit', null, 'partial'],
      ['fastunit-*-*-coll', 'fastunit', 'true'],
      ['ycy1', null, 'partial'],
      ['ycy1-*-*-coll', 'ycy1', 'true'],
      ['ycy1-*-*-collcount', 'ycy1', 'true'],
      ['all', null, 'true'],
    ])
    expect(job.at(-2)).toMatchObject({
      object_name: 'collcount',
      object_type: 'table',
      object_alias_name: 'c',
    })
  })
})

describe('a selection of v5 (7.4.5)', () => {
  it.each([
    ['nothing before the first choice', { object_scope: '', object_info: {} }, undefined],
    ['everything', { object_scope: 'ALL' }, '*\n'],
    [
      'a database with tables, as in the example',
      {
        object_scope: 'table',
        object_info: { TEST: { name: 'TEST', tables: { TBL_2: { name: 'TBL_2', all: true } } } },
      },
      'TEST.TBL_2\n',
    ],
    [
      'a whole one, whatever is listed below',
      { object_scope: 'table', object_info: { a: { name: 'b', all: 'true', tables: { t: {} } } } },
      'a.* -> b\n',
    ],
    [
      'without what only filters refer to',
      {
        object_scope: 'table',
        object_info: { a: { sync_type: 'config', tables: { t: {} } }, b: { all: true } },
      },
      'b.*\n',
    ],
    [
      'one to many',
      {
        object_scope: 'table',
        object_info: { a: { name: 'a', all: false, tables: { t: { name: 't', db_alias_name: 'x' } } } },
      },
      'a.t -> x.t\n',
    ],
    [
      'parts that are null',
      {
        object_scope: 'table',
        object_info: { a: { name: null, all: null, schemas: null, tables: { t: null } } },
      },
      'a.t\n',
    ],
  ])('is read: %s', (_, answer, wanted) => {
    expect(text(readSelectionV5(answer))).toBe(wanted)
  })

  it('is sent so that it reads the same again, with tables that go into several databases', () => {
    const selection = {
      scope: 'some',
      objects: [
        { path: ['a', 't'], to: ['x', 't'] },
        { path: ['a', 'u'], to: ['y', 'v'] },
        { path: ['b', 's', '__proto__'], kind: 'view' },
        { path: ['b', 'r'], whole: true, to: ['b', 'q'] },
      ],
    } as const
    const sent = selectionInfo(selection, 'root', { target_root_db: { db_name: 'old', db_encoding: 'utf8' } })
    expect(readSelectionV5({ ...sent })).toEqual(selection)
    expect(sent).toMatchObject({
      object_scope: 'table',
      target_root_db: { db_name: 'root', db_encoding: 'utf8' },
    })
  })
})

it('what a source holds is known as far as it is listed', () => {
  const source = readSource({
    object_info: {
      shop: { tables: { orders: {}, 'a.b': {} }, total_table_num: 2 },
      huge: { tables: {}, total_table_num: 90_000 },
      pg: { schemas: { s: { tables: { t: {} } } } },
      open: { schemas: { s: { tables: {} } } },
    },
  })
  expect([...(source.get('shop')?.objects ?? [])]).toEqual(['orders', '"a.b"'])
  expect(source.get('huge')).toEqual({})
  expect([...(source.get('pg')?.objects ?? [])]).toEqual(['s', 's.t'])
  expect(source.get('open')).toEqual({})
})

describe('a file', () => {
  const utf16 = Buffer.from('\uFEFF库.表', 'utf16le')

  it.each([
    ['UTF-8', Buffer.from('库.表'), '库.表'],
    ['UTF-8 with its mark', Buffer.from('\uFEFF库.表'), '库.表'],
    ['UTF-16', utf16, '库.表'],
    ['UTF-16, the other way round', Buffer.from(utf16).swap16(), '库.表'],
    ['of Chinese Windows', Buffer.from([0xbf, 0xe2, 0x2e, 0xb1, 0xed]), '库.表'],
    ['that is none', Buffer.from([0x50, 0x4b, 0x03, 0x04, 0x00]), undefined],
  ])('is read as text: %s', (_, bytes, wanted) => {
    expect(textOfFile(bytes)).toBe(wanted)
  })
})

it.each(['shop', 'a,b', ' a b ', '订单、库', '100%', 'a%2Cb'])(
  'the name %j survives a list in a form',
  (name) => {
    expect(nameValue(name)).not.toMatch(/[\s,，、]/)
    expect(nameIn(nameValue(name))).toBe(name)
  },
)
