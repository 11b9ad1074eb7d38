import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSlices } from '../../../src/base/slices.ts'
import { checkedObjects as checkedInSlices, type ObjectRules } from '../../../src/domain/objects/check.ts'
import { changeLines, objectsChange } from '../../../src/domain/objects/diff.ts'
import { type ObjectSelection, objectKey, withTarget } from '../../../src/domain/objects/selection.ts'
import { objectsText } from '../../../src/domain/objects/text.ts'

const checkedObjects = (text: string, rules: ObjectRules) =>
  checkedInSlices(
    text,
    rules,
    createSlices(async () => undefined),
  )

const mysql: ObjectRules = { engine: 'mysql', renames: true, fine: true }
/** Two levels, and no sign refused in names. */
const oracle: ObjectRules = { ...mysql, engine: 'oracle-to-mysql' }
const postgres: ObjectRules = { engine: 'postgresql', database: 'shopdb', renames: true, fine: true }

/** Whatever a database may be called: signs that mean something in a line included. */
const name = fc
  .oneof(
    fc.stringMatching(/^[a-z_]{1,8}$/),
    fc.string({ unit: fc.constantFrom(...'a."`*#,;→->= \u3000订单view’'), minLength: 1, maxLength: 8 }),
    fc.constantFrom(
      'view',
      'procedure',
      '#t',
      '->',
      '"',
      '``',
      '库名',
      'database',
      'a.b',
      ' ',
      'null',
      '__proto__',
    ),
  )
  .filter((one) => !one.includes('-*-*-'))

function selectionOf(levels: 2 | 3): fc.Arbitrary<ObjectSelection> {
  const object = fc
    .record({
      path: fc.tuple(name, fc.array(name, { maxLength: levels - 1 })),
      kind: fc.constantFrom('table', 'view', 'procedure'),
      to: fc.option(fc.array(name, { minLength: levels, maxLength: levels })),
    })
    .map(({ path: [first, rest], kind, to }) => {
      const path: [string, ...string[]] = [first, ...rest]
      const whole = path.length < levels
      const plain = { path, ...(whole && { whole: true as const }) }
      const kinded = whole || kind === 'table' ? plain : { ...plain, kind: kind as 'view' | 'procedure' }
      return withTarget(kinded, to?.slice(0, path.length))
    })
  const isOuter = (outer: readonly string[], path: readonly string[]) =>
    outer.length < path.length && outer.every((one, i) => one === path[i])
  return fc.oneof(
    fc.constant<ObjectSelection>({ scope: 'all' }),
    fc
      .uniqueArray(object, { minLength: 1, maxLength: 12, selector: objectKey })
      .map((objects) => objects.filter(({ path }) => !objects.some((other) => isOuter(other.path, path))))
      .map((objects): ObjectSelection => ({ scope: 'some', objects })),
  )
}

describe('a selection', () => {
  it.each([
    [2, oracle],
    [3, postgres],
  ] as const)('of %i levels that is written to a file and read again is the same', async (levels, rules) => {
    await fc.assert(
      fc.asyncProperty(selectionOf(levels), async (selection) => {
        const read = await checkedObjects(objectsText(selection), rules)
        expect(read).toEqual({ ok: true, selection })
      }),
    )
  })

  it('changes into another one by what is added, removed and renamed, and by nothing else', () => {
    fc.assert(
      fc.property(selectionOf(2), selectionOf(2), (before, after) => {
        const { added, removed, renamed, kept } = objectsChange(before, after)
        if (before.scope === 'all' || after.scope === 'all') return
        const gone = new Set(removed.map(objectKey))
        const newNames = new Map(renamed.map((one) => [objectKey(one.after), one.after]))
        const made = [
          ...before.objects
            .filter((one) => !gone.has(objectKey(one)))
            .map((one) => newNames.get(objectKey(one)) ?? one),
          ...added,
        ]
        const sorted = (objects: typeof made) => objects.map((one) => JSON.stringify(one)).sort()
        expect(sorted(made)).toEqual(sorted([...after.objects]))
        expect(kept).toBe(after.objects.length - added.length - renamed.length)
      }),
    )
  })
})

async function read(text: string, rules = mysql) {
  const checked = await checkedObjects(text, rules)
  return checked.ok ? checked.selection : checked.problems.map(({ line, text: why }) => `${line}: ${why.en}`)
}

describe('objects are read', () => {
  it.each([
    [
      'one a line, with remarks and blank lines between',
      '# mine\r\n\r\nshop.orders\r\n  billing  \r\n',
      'shop.orders\nbilling.*\n',
    ],
    [
      'with new names behind an arrow of any kind',
      'shop.a -> x.b\nshop.c → x.d\nshop.e=>x.f\nshop.g, x.h',
      'shop.a -> x.b\nshop.c -> x.d\nshop.e -> x.f\nshop.g -> x.h\n',
    ],
    ['with a new name that is the old one', 'shop.a -> shop.a', 'shop.a\n'],
    ['quoted either way', '"my.shop".`or``ders` -> x."a ""b"""', '"my.shop"."or`ders" -> x."a ""b"""\n'],
    [
      'as a table of a spreadsheet',
      '\uFEFFdatabase;table;target database;target table\nshop;orders;;sold\nbilling;;;\n"a;b";"c""d";;',
      'shop.orders -> shop.sold\nbilling.*\n"a;b"."c""d"\n',
    ],
    [
      'as a Chinese table',
      '源库名,源表名,目标库名,目标表名\nshop,订单,shop2,订单',
      'shop.订单 -> shop2.订单\n',
    ],
    [
      'with views and procedures',
      'shop.v_open view\nshop."view" procedure',
      'shop.v_open view\nshop.view procedure\n',
    ],
    ['as everything', '*', '*\n'],
  ])('%s', async (_, given, wanted) => {
    const selection = await read(given)
    expect('scope' in selection && objectsText(selection)).toBe(wanted)
  })

  it('of three levels, in the database of the task where none is named', async () => {
    const selection = await read('sales.orders -> sales.sold\nother.sales.items\nother.hr.*\nstock', postgres)
    expect('scope' in selection && objectsText(selection)).toBe(
      'shopdb.sales.orders -> shopdb.sales.sold\nother.sales.items\nother.hr.*\nstock.*\n',
    )
  })

  it.each([
    ['shop.a\nshop..b', ['2: A name is missing before or after a dot.']],
    [
      'shop.\n.shop',
      ['1: A name is missing before or after a dot.', '2: A name is missing before or after a dot.'],
    ],
    ['shop."orders', ['1: The closing quote is missing.']],
    ['shop.a ->', ['1: The new name is missing after the arrow.']],
    ['-> shop.a', ['1: The name at the source is missing before the arrow.']],
    ['shop.my table', ['1: A name with spaces or other signs needs double quotes: "my table".']],
    ['shop.*.orders', ['1: “*” stands only at the end, for everything in it.']],
    ['shop.a -> b.c -> d.e', ['1: There is more than one arrow or comma.']],
    ['shop.a -> shop.*', ['1: The new name cannot hold “*”.']],
    ['shop,orders', ['1: Write database.table for a table, or old -> new for another name.']],
    [
      'shop.a -> b',
      ['1: The new name must have as many parts as the old one, such as shop.orders -> archive.orders.'],
    ],
    [
      'a.b.c',
      ['1: There are too many names. Write database.table; put a name that holds a dot in double quotes.'],
    ],
    ['shop.a\n\nshop.a -> x.y', ['3: It is already in line 1.']],
    ['shop.a\nshop', ['1: Line 2 already takes all of it.']],
    ['*\nshop.a', ['2: Line 1 already takes all of it.']],
    [`shop.${'x'.repeat(65)}`, ['1: “xxxxxxxxxxxxxxxxxxxx…” is too long: 65 characters, at most 64.']],
    ['shop."a\u0007"', ['1: DRS takes no name with “U+0007” in it.']],
    ['shop."a<!channel>"', ['1: DRS takes no name with “<” in it.']],
    ['shop."a-*-*-b"', ['1: DRS takes no name with “-*-*-” in it.']],
    ['# only a remark', ['1: There is no object in it.']],
  ])('only as they can be meant: %j', async (given, wanted) => {
    expect(await read(given)).toEqual(wanted)
  })

  it('only as the task allows', async () => {
    const source = new Map([
      ['shop', { objects: new Set(['orders', '"a.b"']) }],
      ['stock', {}],
    ])
    const known = { ...mysql, source }
    expect(await read('Shop.orders\nshop.Orders\nshop."a.b"\nstock.any\nnone', known)).toEqual([
      '1: The source has no database “Shop”. Did you mean “shop”?',
      '2: The source has no “shop.Orders”. Did you mean “orders”?',
      '5: The source has no database “none”.',
    ])
    expect(await read('shop.a -> x.a', { ...mysql, renames: false })).toEqual([
      '1: A migration keeps all names. Only synchronizations can change them.',
    ])
    expect(await read('shop.a -> x.a\nshop.b -> y.b\nshop.c procedure', { ...mysql, fine: false })).toEqual([
      '2: Over API v3 all of shop goes into one database. Line 1 names “x”.',
      '3: API v3 can’t select single procedures. They come with the whole database.',
    ])
    expect(await read('sales.orders', { ...mysql, engine: 'postgresql' })).toEqual([
      '1: Name the database too: database.schema.table. DRS doesn’t tell which one the task reads.',
    ])
    expect(await read(`db.s.${'é'.repeat(40)}`, postgres)).toEqual([
      expect.stringContaining('80 bytes, at most 63'),
    ])
  })

  it('up to twenty thousand, while everything else has its turn', async () => {
    const lines = (count: number) =>
      Array.from({ length: count }, (_, i) => `shop.t${i} -> shop2.t${i}`).join('\n')
    let turns = 0
    const slices = createSlices(async () => {
      turns += 1
    })
    expect(await checkedInSlices(lines(20_000), mysql, slices)).toMatchObject({ ok: true })
    expect(turns).toBeGreaterThan(40)
    expect(await read(lines(20_001))).toEqual(['20001: Only 20000 objects are taken at once.'])
  })
})

it('a change is told line by line', async () => {
  const some = async (text: string) => {
    const selection = await read(text)
    if (!('scope' in selection)) throw new Error(selection.join())
    return selection
  }
  const change = objectsChange(
    await some('shop.a\nshop.b\nshop.c'),
    await some('shop.b -> shop.z\nshop.c\nshop.d'),
  )
  expect(changeLines(change)).toEqual(['- shop.a', '~ shop.b -> shop.z', '+ shop.d'])
  expect(change.kept).toBe(1)
})
