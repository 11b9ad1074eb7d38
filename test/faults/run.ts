import { table } from '../../src/scripts/print.ts'
import { machine, machineLine } from '../helpers/machine.ts'
import { play, type Row } from './play.ts'
import { openRedisWay } from './redis-way.ts'
import { openNursery } from './replica.ts'
import { faults } from './table.ts'

/**
 * `npm run faults [-- --json] [part of a name …]`: plays every fault, or those named, with the real bot, and compares what
 * two channels were told with what happened. Fails if a promise is broken.
 */
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const asJson = process.argv.includes('--json')
const before = machine()

const ground = { redis: await openRedisWay(), nursery: openNursery() }
const rows: Row[] = []
const begin = performance.now()
try {
  for (const fault of faults) {
    if (wanted.length > 0 && !wanted.some((word) => fault.name.includes(word))) continue
    const row = await play(ground, fault)
    rows.push(row)
    for (const broken of row.broken) process.stderr.write(`${row.fault}: ${broken}\n`)
  }
} finally {
  ground.nursery.close()
  await ground.redis.stop()
}
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
