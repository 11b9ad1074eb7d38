import { parseArgs } from 'node:util'
import { table } from '../../src/scripts/print.ts'
import { openRedisWay } from '../faults/redis-way.ts'
import { openNursery } from '../faults/replica.ts'
import type { Ground } from '../faults/stage.ts'
import { machine, machineLine } from '../helpers/machine.ts'
import { type Episode, playEpisode } from './episode.ts'
import { unexplained } from './errors.ts'
import { chanceOf } from './random.ts'

/**
 * `npm run soak [-- --minutes N] [--seed S] [--jobs J] [--json]`: random faults of DRS, Slack, Redis, processes and clocks
 * around three replicas of the real bot, in episodes of a minute or so, until the time is over (10 minutes if left out).
 * After each of them everything is mended, and what the channels were told, the cards and what DRS was asked are compared
 * with what happened. A seed plays the same choices again; an episode that breaks a promise names its own, and
 * `--episode E` plays only that one.
 */
const { values: flags } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string' },
    episode: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    steps: { type: 'string', default: '40' },
    json: { type: 'boolean', default: false },
  },
})
const seed = flags.seed === undefined ? Date.now() % 1_000_000 : Number(flags.seed)
const before = machine()
const end = performance.now() + Number(flags.minutes) * 60_000
const seeds = chanceOf(seed)
const episodes: Episode[] = []

const findings: string[] = []

function hear(line: string): void {
  const finding = unexplained(line)
  if (finding === undefined) return
  findings.push(finding)
  process.stderr.write(`log: ${line}\n`)
}

async function openGround(): Promise<Ground> {
  return { redis: await openRedisWay(), nursery: openNursery(undefined, hear) }
}

async function playInTurn(): Promise<void> {
  const ground = await openGround()
  try {
    while (performance.now() < end) await playOne(ground, seeds.between(1, 1_000_000_000))
  } finally {
    ground.nursery.close()
    await ground.redis.stop()
  }
}

async function playOne(ground: Ground, one: number): Promise<void> {
  const episode = await playEpisode(ground, one, Number(flags.steps))
  episodes.push(episode)
  const { broken, steps, seconds } = episode
  process.stderr.write(`episode ${one}: ${broken.join(', ') || 'kept'} (${seconds} s)\n`)
  if (broken.length > 0) process.stderr.write(`  ${steps.join('; ')}\n`)
}

process.stderr.write(`seed ${seed}\n`)
if (flags.episode !== undefined) {
  const ground = await openGround()
  await playOne(ground, Number(flags.episode))
  ground.nursery.close()
  await ground.redis.stop()
} else await Promise.all(Array.from({ length: Math.max(1, Number(flags.jobs)) }, playInTurn))

const sum = (count: (episode: Episode) => number) =>
  episodes.reduce((total, episode) => total + count(episode), 0)
const totals = {
  seed,
  minutes: Number(flags.minutes),
  episodes: episodes.length,
  steps: sum(({ steps }) => steps.length),
  changes: sum(({ changes }) => changes),
  requests: sum(({ requests }) => requests.length),
  executed: sum(({ executed }) => executed),
  broken: sum(({ broken }) => broken.length),
  'unexplained errors in the log': findings.length,
}
const { broken } = totals
process.stdout.write(
  flags.json
    ? `${JSON.stringify({ machine: before, ...totals, failing: episodes.filter((one) => one.broken.length > 0) }, undefined, 2)}\n`
    : `${table(Object.entries(totals).map(([name, value]) => [name, String(value)]))}\n\n${machineLine(before)}\n`,
)
if (broken > 0 || findings.length > 0) process.exitCode = 1
