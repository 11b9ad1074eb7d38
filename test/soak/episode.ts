import { setTimeout } from 'node:timers/promises'
import { judge, type Verdict } from '../faults/judge.ts'
import { usualTimes } from '../faults/play.ts'
import { type Ground, openStage, type Stage } from '../faults/stage.ts'
import { slackDriver } from '../helpers/slack-driver.ts'
import { type Chance, chanceOf } from './random.ts'
import { playRequest, type RequestStory } from './requests.ts'
import { nextStep } from './steps.ts'

/** One stretch of random faults, from a fresh start to the moment at which everything has been mended and said. */
export interface Episode {
  readonly seed: number
  readonly steps: readonly string[]
  readonly changes: number
  readonly requests: readonly RequestStory[]
  /** Switchovers that DRS has carried out. */
  readonly executed: number
  readonly seconds: number
  /** What was promised and is not so; empty if all of it is. */
  readonly broken: readonly string[]
}

const replicas = 3
/** Pairs of the seed that are switched over, and who asks for it, once. */
const askers = { 'soak-pair-1': 'U01ALICE', 'soak-pair-2': 'U04DANA' } as const
const pairs = Object.keys(askers)

export async function playEpisode(ground: Ground, seed: number, count: number): Promise<Episode> {
  const begin = performance.now()
  const chance = chanceOf(seed)
  const stage = await openStage(ground, { replicas, times: usualTimes, pairs, dialectSeed: String(seed) })
  const executions = countExecutions(stage)
  const played: string[] = []
  try {
    const people = slackDriver(stage.slack.pageUrl)
    const requests = Promise.all(Object.entries(askers).map(([pair, by]) => playRequest(people, by, pair)))
    const trouble = await goesWrong(stage, chance, count, played)
    const stories = await requests
    const broken = [...trouble, ...(await mended(stage, executions)), ...brokenIn(stage)]
    broken.push(...twiceExecuted(executions()), ...untold(stage, executions()))
    return {
      seed,
      steps: played,
      changes: stage.changes.length,
      requests: stories,
      executed: executions().length,
      seconds: Math.round((performance.now() - begin) / 1_000),
      broken,
    }
  } finally {
    executions.stop()
    ground.redis.mend()
    await stage.stop()
  }
}

async function goesWrong(
  stage: Stage,
  chance: Chance,
  count: number,
  played: string[],
): Promise<readonly string[]> {
  for (let at = 0; at < count; at += 1) {
    const step = nextStep(chance)
    played.push(step.name)
    try {
      await step.play(stage, chance)
    } catch (error) {
      // What a step waits for may come only when another fault is over.
      played.push(`(${error instanceof Error ? error.message : error})`)
    }
    await setTimeout(chance.between(0, 400))
  }
  return []
}

/** Takes every fault away, lets each task change once more, and waits until all of it is stored and said. */
async function mended(stage: Stage, executed: () => readonly string[]): Promise<readonly string[]> {
  const { redis, drs, slack } = stage
  try {
    redis.mend()
    drs.control.clearFaults()
    slack.control.clearFaults()
    await stage.setClocks(0)
    await stage.stored()
    stage.turnAll()
    await stage.stored()
    // Long enough for a switchover that was begun to reach its end, and for the bots to see it.
    drs.control.advance({ ms: 600_000 })
    await told(stage, executed)
    await stage.delivered()
    return []
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}

function brokenIn(stage: Stage): readonly string[] {
  return stage.transcripts().flatMap((transcript) => {
    const verdict = judge(transcript, stage.changes)
    return complaints(verdict)
  })
}

function complaints({ lost, twice, disorder, cards, blind, sighted }: Verdict): readonly string[] {
  return [
    ...(lost > 0 ? [`${lost} changes are lost`] : []),
    ...(twice > 0 ? [`${twice} changes are told twice`] : []),
    ...(disorder > 0 ? [`the order of ${disorder} tasks is not kept`] : []),
    ...(cards > 0 ? [`${cards} cards are wrong`] : []),
    ...(blind === sighted ? [] : [`blindness is told ${blind} times, sight ${sighted} times`]),
  ]
}

/** The local DRS remembers only its latest calls, so they are collected as they come. */
function countExecutions(stage: Stage) {
  const seen = new Map<string, readonly string[]>()
  const look = () => {
    for (const { operation, status, requestId } of stage.drs.control.requests()) {
      if (operation !== 'batch-switchover' || status >= 300 || seen.has(requestId)) continue
      seen.set(requestId, accepted(stage.drs.control.answer(requestId)))
    }
  }
  const timer = setInterval(look, 200)
  return Object.assign(
    () => {
      look()
      return [...seen.values()].flat()
    },
    { stop: () => clearInterval(timer) },
  )
}

/** The tasks of an answer that were not refused. */
function accepted(answer: unknown): readonly string[] {
  const { results = [] } = answer as { readonly results?: readonly Result[] }
  return results.flatMap(({ job_id, error_code }) => (error_code ? [] : (job_id ?? [])))
}

interface Result {
  readonly job_id?: string
  readonly error_code?: string
}

/** Until the end of everything that DRS was asked is seen at its request, or a minute is over: then it is judged. */
async function told(stage: Stage, executed: () => readonly string[]): Promise<void> {
  const end = performance.now() + 60_000
  while (performance.now() < end && untold(stage, executed()).length > 0) await setTimeout(200)
}

/** What DRS was asked has to be seen at the request: it has an end, and it is none of those in which nothing was asked. */
function untold(stage: Stage, executed: readonly string[]): readonly string[] {
  const states = stage.drs.control.tasks()
  const begun = stage
    .transcripts()
    .flat()
    .filter(({ text }) => /^Switch over .*: Being carried out/.test(text))
    .map(({ text }) => `“${text.split('\n')[0]}” stays so`)
  const silent = executed.flatMap((id) => {
    const name = states.find((task) => task.id === id)?.name ?? id
    const said = stage
      .transcripts()
      .flat()
      .filter(({ text }) => text.startsWith(`Switch over ${name}: `))
    return said.some(({ text }) => /: (?:Done|Failed)/.test(text)) ? [] : [`nobody is told how ${name} ended`]
  })
  return [...begun, ...silent]
}

function twiceExecuted(executed: readonly string[]): readonly string[] {
  const twice = executed.filter((id, at) => executed.indexOf(id) !== at)
  return twice.map((id) => `${id} was switched over twice`)
}
