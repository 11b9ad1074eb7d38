import { expect, it } from 'vitest'
import { linksTable, play, variantsOf } from './journey.ts'

/** `npm run links`: every pair, network, direction and mode that the documents allow, over both generations. */
it.each(['v3', 'v5'] as const)(
  'every kind of task lives over %s, from the wizard to its end',
  async (generation) => {
    const lived = await play(variantsOf(generation), { generations: [generation] })
    process.stdout.write(`\n${linksTable(lived)}\n\n`)
    expect(lived.filter(({ failed }) => failed)).toEqual([])
  },
  30 * 60_000,
)
