import { expect, it } from 'vitest'
import type { Generation } from '../../src/drs/operation.ts'
import { shardOf, variantsOf } from './kinds.ts'
import { play } from './play.ts'
import { linksTable } from './table.ts'

/** A file each, so that a process takes one: a bot of its own, with its own Redis database, Slack and DRS. */
const shards = 2

/** `npm run links`: every pair, network, direction and mode that the documents allow. */
export function everyLink(generation: Generation, shard: number): void {
  it(
    `every kind of task lives over ${generation}, from the wizard to its end (${shard} of ${shards})`,
    async () => {
      const lived = await play(shardOf(variantsOf(generation), shard - 1, shards), [generation])
      process.stdout.write(`\n${linksTable(lived)}\n\n`)
      expect(lived.filter(({ failed }) => failed)).toEqual([])
    },
    60 * 60_000,
  )
}
