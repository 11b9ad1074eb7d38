import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as keys from '../../src/store/keys.ts'
import { heldBy, storedKinds } from '../../src/store/stored-kinds.ts'
import { arbitraryOf } from '../helpers/arbitrary-of.ts'
import { readSources, root } from '../house/sources.ts'

/** The rows of the table in keys.ts: what a key is, and what it says that it holds. */
const rows = readFileSync(join(root, 'src/store/keys.ts'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, key, type, holds] = /^ \* \| `(.+?)` \| (.+?) \| (.+) \|$/.exec(line) ?? []
    return key && type && holds ? [{ key, type, holds }] : []
  })

describe('what is stored', () => {
  it('is read from JSON in one place', () => {
    const places = readSources('src/store').filter(({ text }) => text.includes('JSON.parse('))
    expect(places.map(({ path }) => path)).toEqual(['src/store/stored.ts'])
  })

  it('is read by scripts without failing on what is broken', () => {
    const reading = readSources('src/store').flatMap(({ path, text }) =>
      [...text.matchAll(/cjson\.decode\((?!ARGV|redis\.call\('HGET', KEYS\[3\], 'tasks'\)).*/g)].map(
        ([found]) => `${path}: ${found}`,
      ),
    )
    // `pcall(cjson.decode, …)` of `luaFieldOf` is the only other one.
    expect(reading).toEqual([])
  })

  it('stands in the table of keys, as JSON exactly where there is a kind for it', () => {
    const told = new Map(rows.map(({ key, holds }) => [bare(key), holds.includes('JSON')]))
    const known = keysWithKinds()
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(known))
  })

  it('has names and versions', () => {
    const names = storedKinds.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const { version } of storedKinds) expect(version).toBeGreaterThan(0)
  })
})

/** A key without what differs from one to the next. */
function bare(key: string): string {
  return key.replaceAll(/<.*?>/g, '').replace(/[/ ]+$/, '')
}

/** Stands for a place, an id and a name alike. */
const anything = { team: '', channel: '', toString: () => '' }

function textsOf(key: unknown): readonly string[] {
  const made: unknown = typeof key === 'function' ? Reflect.apply(key, undefined, [anything, anything]) : key
  return [made].flat().map((text) => bare(String(text).replace('drs:{c:x}', '')))
}

/** Every key that keys.ts can make, and whether a kind lies there. */
function keysWithKinds(): ReadonlyMap<string, boolean> {
  const tables: readonly (readonly [object, object])[] = [
    [keys.keysOf('x'), heldBy.connection],
    [keys.approvalKeys, heldBy.ledger],
    [keys, heldBy.others],
  ]
  return new Map(
    tables.flatMap(([named, held]) =>
      Object.entries(held).flatMap(([name, kind]) =>
        textsOf(Object.entries(named).find(([own]) => own === name)?.[1]).map(
          (text) => [text, kind !== 'plain'] as const,
        ),
      ),
    ),
  )
}

describe.each(storedKinds.map((kind) => [kind.name, kind] as const))('%s', (_, kind) => {
  const values = arbitraryOf(kind.schema)

  it('comes back as it was written', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(kind.parse(kind.write(value))).toEqual({ ok: true, value })
      }),
      { numRuns: 40 },
    )
  })

  it('keeps its fields beside the version, where scripts read them', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(JSON.parse(kind.write(value))).toEqual({ v: kind.version, ...Object(value) })
      }),
      { numRuns: 10 },
    )
  })

  it('of another version is not read', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(0, kind.version + 1, '1', null, undefined), (value, v) => {
        const text = JSON.stringify({ ...Object(value), v })
        expect(kind.parse(text)).toMatchObject({ ok: false, why: expect.stringContaining('version') })
      }),
      { numRuns: 10 },
    )
  })

  it.each([
    '',
    '{"v":1,',
    'null',
    '1',
    '"text"',
    '[]',
    '[{"v":1}]',
    '{"v":1}',
    '{"v":1,"hunter2":"hunter2"}',
  ])('is not read from %s, and the reason does not quote it', (text) => {
    const parsed = kind.parse(text)
    expect(parsed.ok).toBe(false)
    expect(JSON.stringify(parsed)).not.toContain('hunter2')
  })
})

describe('a field of the wrong type', () => {
  it('is named without its content', () => {
    const kind = storedKinds.find(({ name }) => name === 'posted card')
    expect(kind?.parse('{"v":1,"ts":{"secret":"hunter2"},"locale":"en"}')).toEqual({
      ok: false,
      why: 'invalid_type at “ts”',
    })
  })
})
