import { parseArgs } from 'node:util'
import { table } from '../../src/scripts/print.ts'
import { machine, machineLine } from '../helpers/machine.ts'
import { play, type Row } from './play.ts'
import { openRedisWay } from './redis-way.ts'
import { openNursery } from './replica.ts'
import { faults } from './table.ts'

/**
 * `npm run faults [-- --json] [--jobs N] [part of a name …]`: plays every fault, or those named, with the real bot, and
 * compares what two channels were told with what happened. Fails if a promise is broken. `N` of them (3 if left out) are
 * played side by side, each with a Redis, a Slack and a DRS of its own: most of the time all wait.
 */
const { values: flags, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, jobs: { type: 'string', default: '3' } },
})
const asJson = flags.json
const before = machine()

const waiting = faults.filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)))
const order = new Map(waiting.map(({ name }, at) => [name, at]))
const rows: Row[] = []
const begin = performance.now()

/** Takes the next fault until none is left. */
async function playInTurn(): Promise<void> {
  const ground = { redis: await openRedisWay(), nursery: openNursery() }
  try {
    for (let fault = waiting.shift(); fault; fault = waiting.shift()) {
      const row = await play(ground, fault)
      rows.push(row)
      process.stderr.write(`${rows.length}/${order.size} ${row.fault}: ${row.broken.join(', ') || 'kept'}\n`)
    }
  } finally {
    ground.nursery.close()
    await ground.redis.stop()
  }
}

await Promise.all(Array.from({ length: Math.max(1, Number(flags.jobs)) }, playInTurn))
rows.sort((a, b) => (order.get(a.fault) ?? 0) - (order.get(b.fault) ?? 0))
const seconds = Math.round((performance.now() - begin) / 1_000)

process.stdout.write(
  asJson
    ? `${JSON.stringify({ machine: before, seconds, rows }, undefined, 2)}\n`
    : `${table([heading(), ...rows.map(cells)])}\n\n${seconds} s; ${machineLine(before)}\n`,
)
if (rows.some(({ broken }) => broken.length > 0)) process.exitCode = 1

function heading(): readonly string[] {
  return ['FAULT', 'CHANGES', 'LOST', 'TWICE', 'ORDER', 'CARDS', 'TOLD BLIND', 'TOLD SEEING', 'SECONDS', '']
}

function cells(row: Row): readonly string[] {
  const { fault, changes, lost, twice, disorder, cards, blind, sighted, seconds: took, broken } = row
  const right = (wrong: number) => (wrong === 0 ? 'kept' : `${wrong} wrong`)
  const numbers = [changes, lost, twice].map(String)
  return [
    fault,
    ...numbers,
    right(disorder),
    right(cards),
    String(blind),
    String(sighted),
    String(took),
    broken.length > 0 ? 'BROKEN' : row.counted ? 'no promise, counted' : '',
  ]
}
