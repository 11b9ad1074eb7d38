import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSlices } from '../../src/base/slices.ts'
import { writeJson } from '../../src/slack/json-file.ts'

/** JSON as a file, written in slices. */
function counted() {
  let turns = 0
  const slices = createSlices(async () => {
    turns += 1
  })
  return { slices, turns: () => turns }
}

async function written(json: unknown, clean = (text: string) => text): Promise<string> {
  return new TextDecoder().decode(await writeJson(json, clean, counted().slices))
}

describe('a file of JSON', () => {
  it('is what JSON.stringify writes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 5 }), async (json) => {
        expect(await written(json)).toBe(JSON.stringify(json, null, 2))
      }),
    )
  })

  it.each([
    [[]],
    [{}],
    [{ a: undefined, b: 1 }],
    ['\ud800'],
    [[[], [{}]]],
    [{ __proto__: null, '': { '"': 1 } }],
  ])('of %j is so as well', async (json) => expect(await written(json)).toBe(JSON.stringify(json, null, 2)))

  it('is cleaned without a value cut in two, though the text becomes longer or shorter', async () => {
    const secret = 'hunter2-hunter2'
    const json = Array.from({ length: 4_000 }, (_, n) => `${secret} of ${n}`)
    for (const mark of ['*', '*'.repeat(40)]) {
      const text = await written(json, (part) => part.replaceAll(secret, mark))
      expect(JSON.parse(text)).toEqual(json.map((one) => one.replace(secret, mark)))
    }
  })

  it('gives others a turn every few thousand values', async () => {
    const { slices, turns } = counted()
    await writeJson(
      Array.from({ length: 100_000 }, (_, n) => ({ n })),
      (part) => part,
      slices,
    )
    expect(turns()).toBeGreaterThanOrEqual(20)
  })
})
