import { parseArgs } from 'node:util'
import { table } from '../../src/scripts/print.ts'
import { openRedisWay } from '../faults/redis-way.ts'
import { openNursery } from '../faults/replica.ts'
import type { Ground } from '../faults/stage.ts'
import { machine, machineLine } from '../helpers/machine.ts'
import { promises } from './check.ts'
import { type Episode, playEpisode } from './episode.ts'
import { unexplained } from './errors.ts'
import { chanceOf } from './random.ts'

/**
 * `npm run soak [-- --minutes N] [--seed S | A..B] [--jobs J] [--json]`: random faults of DRS, Slack, Redis, processes and
 * clocks around three replicas of the real bot, in episodes of a minute or so, until the time is over (10 minutes for each
 * seed if left out). After each of them everything is mended, and what the channels were told, the requests, the audit and
 * what DRS was asked are compared with what happened. A seed plays the same choices again; an episode that breaks a promise
 * names its own, and `--episode E` plays only that one.
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
const before = machine()
const jobs = Math.max(1, Number(flags.jobs))

interface Soak {
  readonly seed: number
  readonly episodes: readonly Episode[]
  /** Lines of the log that no fault explains. */
  readonly unexplained: readonly string[]
}

function seedsOf(text: string | undefined): readonly number[] {
  if (text === undefined) return [Date.now() % 1_000_000]
  const [from = 0, to = from] = text.split('..').map(Number)
  return Array.from({ length: to - from + 1 }, (_, at) => from + at)
}

/** Plays one episode after the other on each of the grounds, until there is no next one. */
async function soak(seed: number, grounds: number, next: () => number | undefined): Promise<Soak> {
  const episodes: Episode[] = []
  const strange: string[] = []
  const hear = (line: string) => {
    const finding = unexplained(line)
    if (finding === undefined) return
    strange.push(finding)
    process.stderr.write(`log: ${line}\n`)
  }
  const playInTurn = async () => {
    const ground: Ground = { redis: await openRedisWay(), nursery: openNursery(undefined, hear) }
    try {
      for (let one = next(); one !== undefined; one = next()) {
        const episode = await playEpisode(ground, one, Number(flags.steps))
        episodes.push(episode)
        report(episode)
      }
    } finally {
      ground.nursery.close()
      await ground.redis.stop()
    }
  }
  process.stderr.write(`seed ${seed}\n`)
  await Promise.all(Array.from({ length: grounds }, playInTurn))
  return { seed, episodes, unexplained: strange }
}

function report({ seed, findings, steps, seconds, evidence }: Episode): void {
  const said = findings.map(({ promise, what }) => `${promise}: ${what}`).join(', ')
  process.stderr.write(`episode ${seed}: ${said || 'kept'} (${seconds} s)\n`)
  if (findings.length > 0) process.stderr.write(`  ${steps.join('; ')}\n`)
  for (const line of evidence) process.stderr.write(`  ${line}\n`)
}

async function playSeed(seed: number): Promise<Soak> {
  const end = performance.now() + Number(flags.minutes) * 60_000
  const seeds = chanceOf(seed)
  return soak(seed, jobs, () => (performance.now() < end ? seeds.between(1, 1_000_000_000) : undefined))
}

async function playAll(): Promise<readonly Soak[]> {
  if (flags.episode !== undefined) {
    const only = [Number(flags.episode)]
    return [await soak(Number(flags.episode), 1, () => only.pop())]
  }
  const all: Soak[] = []
  for (const seed of seedsOf(flags.seed)) all.push(await playSeed(seed))
  return all
}

const heading = ['SEED', 'EPISODES', 'STEPS', 'CHANGES', 'REQUESTS', 'EXECUTED', ...promises, 'LOG']

function cells({ seed, episodes, unexplained: strange }: Soak): readonly string[] {
  const sum = (count: (episode: Episode) => number) =>
    episodes.reduce((total, episode) => total + count(episode), 0)
  const broken = promises.map((promise) =>
    sum(({ findings }) => findings.filter((finding) => finding.promise === promise).length),
  )
  const played = [
    sum(({ steps }) => steps.length),
    sum(({ changes }) => changes),
    sum(({ requests }) => requests.length),
    sum(({ executed }) => executed),
  ]
  return [seed, episodes.length, ...played, ...broken, strange.length].map(String)
}

const soaks = await playAll()
process.stdout.write(
  flags.json
    ? `${JSON.stringify({ machine: before, soaks }, undefined, 2)}\n`
    : `${table([heading.map((word) => word.toUpperCase()), ...soaks.map(cells)])}\n\n${machineLine(before)}\n`,
)
const isClean = ({ episodes, unexplained: strange }: Soak) =>
  strange.length === 0 && episodes.every(({ findings }) => findings.length === 0)
if (!soaks.every(isClean)) process.exitCode = 1
