import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSlices } from '../../src/base/slices.ts'
import { bodyLimits, readBody, shortBody } from '../../src/client/answer.ts'
import { defaultRedactionRules } from '../../src/client/redact.ts'
import { parseInSlices } from '../../src/client/sliced-json.ts'
import { listQuotas } from '../../src/drs/index.ts'
import { scriptedServer, testClient } from './scripted-server.ts'
import { serviceOver, taskIds } from './v3/helpers.ts'

const read = (text: string) => readBody(Buffer.from(text), defaultRedactionRules)
const generous = { depth: 1_000, values: 1_000_000, text: 1_000_000 }

function counted() {
  let turns = 0
  const slices = createSlices(async () => {
    turns += 1
  })
  return { slices, turns: () => turns }
}

describe('JSON in slices', () => {
  const parse = (text: string) => parseInSlices(Buffer.from(text), generous, counted().slices)

  it('is what JSON.parse makes of it', async () => {
    const written = fc.tuple(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(undefined, 1, '\r\n\t '))
    await fc.assert(
      fc.asyncProperty(written, async ([value, indent]) => {
        const text = JSON.stringify(value, null, indent)
        expect(await parse(text)).toEqual({ value: JSON.parse(text) })
      }),
    )
  })

  it.each(['{"__proto__":{"a":1}}', '"\\\\"', '["\\"",{"\\\\":"\\u00e9"}]', ' [ ] ', '-1.5e+3', '{"":{}}'])(
    'reads %s',
    async (text) => {
      expect(await parse(text)).toEqual({ value: JSON.parse(text) })
    },
  )

  it('refuses what JSON.parse refuses', async () => {
    const broken = fc.tuple(fc.jsonValue(), fc.nat(), fc.constantFrom('', ',', ']', '}', '"', ':', '\\', 'x'))
    await fc.assert(
      fc.asyncProperty(broken, async ([value, place, sign]) => {
        const text = JSON.stringify(value)
        const at = place % (text.length + 1)
        const changed = text.slice(0, at) + sign + text.slice(at + 1)
        expect(await parse(changed)).toEqual(atOnce(changed))
      }),
    )
  })

  it('looks for the end of a text of quotes in several turns', async () => {
    const { slices, turns } = counted()
    const value = '"'.repeat(100_000)
    expect(await parseInSlices(Buffer.from(JSON.stringify({ value })), generous, slices)).toEqual({
      value: { value },
    })
    expect(turns()).toBeGreaterThanOrEqual(9)
  })

  it('cuts texts that are too long before a word, whatever they hold', async () => {
    const limits = { ...generous, text: 20 }
    const read = async (value: unknown) =>
      parseInSlices(Buffer.from(JSON.stringify(value)), limits, counted().slices)
    expect(await read('a'.repeat(18))).toEqual({ value: 'a'.repeat(18) })
    expect(await read('some words and hunter2-and-more')).toEqual({
      value: 'some words and… (18 more characters)',
    })
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 21 }), async (text) => {
        expect(await read({ text })).toHaveProperty('value.text', expect.stringMatching(/more characters\)$/))
      }),
    )
  })

  it('gives others a turn every few thousand values', async () => {
    const { slices, turns } = counted()
    const numbers = Array.from({ length: 100_000 }, (_, n) => n)
    await parseInSlices(Buffer.from(JSON.stringify(numbers)), generous, slices)
    expect(turns()).toBeGreaterThanOrEqual(20)
  })
})

function atOnce(text: string): unknown {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

describe('an answer', () => {
  it.each([
    ['short', 200],
    ['long', shortBody],
  ])('that is deeper than any is refused, however %s', async (_, length) => {
    expect(await read('['.repeat(length) + ']'.repeat(length))).toBe('beyond')
    const fits = bodyLimits.depth - 1
    expect(await read('['.repeat(fits) + ']'.repeat(fits))).toHaveProperty('value')
  })

  it('with more values than any is refused', async () => {
    expect(await read(`[${'[],'.repeat(bodyLimits.values)}[]]`)).toBe('beyond')
  })

  it('is refused by its bytes before it is read', async () => {
    const { endpoint } = await scriptedServer({ text: `"${'x'.repeat(16 * 1024 * 1024)}"` })
    const { client } = testClient(endpoint)
    await expect(client.call(listQuotas)).rejects.toMatchObject({ code: 'malformed' })
  })

  it('keeps its secrets to itself, whatever its size', async () => {
    for (const padding of ['', 'x'.repeat(shortBody)]) {
      const body = {
        padding,
        db_password: 'open-sesame',
        list: ['password=open-sesame', { token: { a: 1 } }],
      }
      const result = await read(JSON.stringify(body))
      expect(JSON.stringify(result)).not.toContain('open-sesame')
      expect(result).toHaveProperty('value.list.1.token', '***')
    }
  })

  it('has its longest texts cut, with what is left out', async () => {
    const result = await read(JSON.stringify({ text: `${'t '.repeat(shortBody)}password=open-sesame` }))
    expect(result).toHaveProperty('value.text', expect.stringMatching(/… \(\d+ more characters\)$/))
    expect(JSON.stringify(result).length).toBeLessThan(shortBody + 200)
  })
})

/** Bytes that are held at this moment, what nobody refers to any more left out. */
function liveMemory(): () => number {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  return () => {
    if (typeof collect === 'function') collect()
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  }
}

/** Once what earlier tests have left is gone. */
async function settled(live: () => number): Promise<number> {
  const before = live()
  await setImmediate()
  return before - live() < 100_000 ? before : settled(live)
}

describe('F24: a pre-check report of 14 MB', () => {
  const [id = ''] = taskIds(1)
  const item = (n: number) => ({
    item: `check${n}`,
    result: n % 1000 === 7 ? 'FAILED' : 'PASSED',
    failed_reason: `table shop.orders_${n} has no primary key, and nobody knows why that is so`,
    group: 'db_params',
    raw_error_msg: `java.sql.SQLException: no such thing at line ${n} of the script`,
  })
  const report = {
    process: '100%',
    precheck_id: id,
    result: false,
    precheck_result: Array.from({ length: 64_000 }, (_, n) => item(n)),
  }

  it('is read without holding anything up, and what is kept of it is bounded and says so', async () => {
    const { service } = await serviceOver(() => ({ count: 1, results: [report] }))
    const { found } = await service.precheckReports([id])
    const kept = found.get(id)
    expect(kept?.items.filter(({ verdict }) => verdict === 'FAILED')).toHaveLength(64)
    expect(kept?.items).toHaveLength(500)
    expect(kept?.more).toBe(63_500)
  })

  it('takes up no more than 64 MiB at any time, also with Chinese in it', async () => {
    const precheck_result = [item(0), ...report.precheck_result, { ...item(1), failed_reason: '主键缺失' }]
    const live = liveMemory()
    const before = await settled(live)
    const bytes = Buffer.from(JSON.stringify({ results: [{ ...report, precheck_result }] }))
    expect(bytes.length).toBeGreaterThan(14_000_000)
    let most = 0
    let done = false
    const measured = (async () => {
      for (let turns = 0; !done; turns += 1) {
        if (turns % 50 === 0) most = Math.max(most, live() - before)
        await setImmediate()
      }
    })()
    const result = await readBody(bytes, defaultRedactionRules)
    done = true
    await measured
    expect(result).toHaveProperty('value.results.0.precheck_result.64001.failed_reason', '主键缺失')
    expect(most).toBeLessThanOrEqual(64 * 1024 * 1024)
  })

  it('of one item that names 3,000 tables keeps the first, and counts the others', async () => {
    const tables = Array.from({ length: 3_000 }, (_, n) => `shop_${n}.order_items_${n}`)
    const failed_reason = tables.join(', ')
    const { service } = await serviceOver(() => ({
      results: [{ ...report, precheck_result: [{ ...item(7), failed_reason }] }],
    }))
    const [kept] = (await service.precheckReports([id])).found.get(id)?.items ?? []
    const shown = kept?.reason?.split(', ') ?? []
    expect(shown).toEqual(tables.slice(0, shown.length))
    expect(shown.length + (kept?.omitted ?? 0)).toBe(3_000)
    expect(kept?.reason?.length).toBeLessThanOrEqual(8_000)
  })
})
