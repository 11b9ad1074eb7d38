import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import * as z from 'zod'
import type { Connection } from '../client/index.ts'
import { closeRedis, connect } from '../store/redis.ts'
import { type CallPlan, examineCalls } from './calls.ts'
import type { Finding } from './check.ts'
import { examineDrs } from './drs.ts'
import { examineRedis } from './redis.ts'
import { examineSlack, type SlackAccess } from './slack.ts'
import { examineWeb } from './web.ts'

/** What the bot would be started with. */
export interface Patient {
  readonly slack: SlackAccess
  readonly redisUrl: string
  readonly connections: readonly Connection[]
  /** How tasks are to be looked at; without it nothing is said of it. */
  readonly calls?: CallPlan
  /** The page for passwords, if there is to be one. */
  readonly web?: { readonly url: string }
}

/** Checks everything the bot needs, all at the same time; the findings come in a fixed order. */
export async function examine(patient: Patient, now: () => number): Promise<readonly Finding[]> {
  const scopes = await manifestScopes()
  const findings = await Promise.all([
    examineSlack(patient.slack, scopes),
    examineRedis(() => redisInfo(patient.redisUrl)),
    examineWeb(patient.web),
    ...patient.connections.map((connection) => examineDrs(connection, { now })),
    watchedTasks(patient),
  ])
  return findings.flat()
}

async function watchedTasks({ redisUrl, connections, calls }: Patient): Promise<readonly Finding[]> {
  if (calls === undefined) return []
  const names = connections.map(({ name }) => name)
  return examineCalls(redisUrl, names, calls)
}

async function redisInfo(url: string): Promise<string> {
  const redis = await connect(url)
  try {
    return await redis.info()
  } finally {
    await closeRedis(redis)
  }
}

const manifestSchema = z.looseObject({
  oauth_config: z.looseObject({ scopes: z.looseObject({ bot: z.array(z.string()) }) }),
})

/** The bot scopes of manifest.yml. */
async function manifestScopes(): Promise<readonly string[]> {
  const text = await readFile(new URL('../../manifest.yml', import.meta.url), 'utf8')
  return manifestSchema.parse(parse(text)).oauth_config.scopes.bot
}
