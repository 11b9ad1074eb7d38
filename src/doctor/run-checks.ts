import type { PolicyRule } from '../domain/approvals/policy.ts'
import type { CheckResult } from '../domain/check-result.ts'
import type { SlackLimitHit } from '../domain/slack-limit.ts'
import { closeRedis, connectRedis } from '../store/redis.ts'
import { clockAhead, serverInfos } from '../store/server.ts'
import { type CallPlan, checkCalls } from './calls.ts'
import { checkDrs } from './drs.ts'
import { checkGenerations } from './generations.ts'
import { checkIam } from './iam.ts'
import { manifestScopes } from './manifest.ts'
import { checkRedis, redisClockCheck } from './redis.ts'
import { checkRuleTags, type TaggedConnection } from './rule-tags.ts'
import { checkSealing } from './sealing.ts'
import { checkSlack, type SlackAccess } from './slack.ts'
import { checkSlackLimits } from './slack-limits.ts'
import { checkWeb } from './web.ts'

/** What the bot would be started with. */
export interface BotSetup {
  readonly slack: SlackAccess
  readonly redisUrl: string
  readonly connections: readonly TaggedConnection[]
  /** Rules about approval in the configuration. */
  readonly rules?: readonly PolicyRule[]
  /** How tasks are to be looked at; without it nothing is said of it. */
  readonly calls?: CallPlan
  /** Whether DRS_CHATOPS_KEY is set; without it nothing is said of it. */
  readonly hasKey?: boolean
  /** The page for passwords, if there is to be one. */
  readonly web?: { readonly url: string }
  /** When Slack has limited the bot lately, where it runs; without it nothing is said of it. */
  readonly slackLimits?: readonly SlackLimitHit[]
}

/** Checks everything the bot needs, all at the same time; the findings come in a fixed order. */
export async function runChecks(setup: BotSetup, now: () => number): Promise<readonly CheckResult[]> {
  const scopes = await manifestScopes()
  const results = await Promise.all([
    checkSlack(setup.slack, scopes),
    ...(setup.slackLimits ? [checkSlackLimits(setup.slackLimits)] : []),
    checkRedis(() => redisInfos(setup.redisUrl)),
    redisClock(setup.redisUrl, now),
    checkWeb(setup.web),
    ...(setup.hasKey === undefined ? [] : [checkSealing(setup.hasKey)]),
    ...setup.connections.map((connection) => checkDrs(connection, { now })),
    ...setup.connections.map(checkGenerations),
    ...setup.connections.map((connection) => checkIam(connection, now)),
    checkRuleTags(setup.rules ?? [], setup.connections, now),
    watchedTasks(setup),
  ])
  return results.flat()
}

async function watchedTasks({ redisUrl, connections, calls }: BotSetup): Promise<readonly CheckResult[]> {
  if (calls === undefined) return []
  const names = connections.map(({ name }) => name)
  return checkCalls(redisUrl, names, calls)
}

/** A Redis that cannot be reached is told by another check. */
async function redisClock(url: string, now: () => number): Promise<readonly CheckResult[]> {
  try {
    const redis = await connectRedis(url)
    try {
      return [redisClockCheck(await clockAhead(redis, now))]
    } finally {
      await closeRedis(redis)
    }
  } catch {
    return []
  }
}

async function redisInfos(url: string): Promise<readonly string[]> {
  const redis = await connectRedis(url)
  try {
    return await serverInfos(redis)
  } finally {
    await closeRedis(redis)
  }
}
