import { expect, it } from 'vitest'
import { oneOfEach } from './kinds.ts'
import { play } from './play.ts'
import { linksTable } from './table.ts'

it.each(['v3', 'v5'] as const)(
  'a task of each pair lives over %s, from the wizard to its end',
  async (generation) => {
    const lived = await play(oneOfEach(generation), [generation])
    expect(linksTable(lived.filter(({ failed }) => failed))).toBe('')
    expect(lived.length).toBeGreaterThan(10)
  },
  300_000,
)
