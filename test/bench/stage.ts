import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import type { Inputs } from '../../src/local-drs/control-inputs.ts'
import { type LocalDrs, startLocalDrs } from '../../src/local-drs/server.ts'
import { startRedis } from '../../src/sandbox/redis.ts'
import { type Commands, type Opening, startEngineProcess } from './engine-commands.ts'

/** What a scenario plays on: a DRS in this process, a Redis of its own, and engines as processes of their own. */
export interface Stage {
  readonly drs: LocalDrs
  readonly redis: Redis
  readonly redisUrl: string
  /** For files; gone afterwards. */
  readonly folder: string
  /** Another replica, opened and not started. */
  engine(opening: Pick<Opening, 'connections'> & Partial<Opening>): Promise<Commands>
}

export async function onStage<T>(play: (stage: Stage) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'drs-chatops-bench-'))
  const drs = await startLocalDrs({ speed: 0 })
  const server = await startRedis({}, { ...process.env, REDIS_URL: '' })
  const redis = new Redis(server.url)
  const engines: Commands[] = []
  const { endpoint, projectId, ak, sk } = drs
  const engine: Stage['engine'] = async (opening) => {
    const one = startEngineProcess()
    engines.push(one)
    await one.open({ endpoint, projectId, ak, sk, redisUrl: server.url, ...opening })
    return one
  }
  try {
    return await play({ drs, redis, redisUrl: server.url, folder, engine })
  } finally {
    await Promise.all(engines.map((one) => one.close()))
    redis.disconnect()
    await server.stop()
    await drs.stop()
    await rm(folder, { recursive: true })
  }
}

/** New tasks of the DRS, in a status; gives their ids. */
export function plant(
  { drs }: Pick<Stage, 'drs'>,
  count: number,
  {
    status = 'INCRE_TRANSFER_STARTED',
    name = 'bench',
  }: { status?: Inputs['create']['status']; name?: string } = {},
): readonly string[] {
  const [source, destination] = drs.control.databases().filter(({ engine }) => engine === 'mysql')
  if (!source || !destination) throw new Error('The local DRS has no two MySQL databases')
  const ends = { source: source.key, destination: destination.key }
  return Array.from({ length: count }, (_, index) => {
    const task = { name: `${name}-${index}`, scenario: 'sync', engine: 'mysql', ...ends } as const
    return drs.control.create({ ...task, status }).id
  })
}

/** The one of them whose turn it is. */
export function inTurn(names: readonly string[], index: number): string {
  return names[index % names.length] ?? ''
}

export const channelIds = Array.from({ length: 200 }, (_, index) => `C${String(index).padStart(4, '0')}`)

/** What has happened in Redis so far: commands, those inside scripts included, and memory in bytes. */
export async function redisFigures(redis: Redis) {
  const info = await redis.info('all')
  const figure = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1])
  return { commands: figure('total_commands_processed'), bytes: figure('used_memory') }
}
