import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Redis } from 'ioredis'

/** How a server that can be reached comes to refuse every change, and how that ends; from a connection that is let through. */
export interface ServerTrouble {
  begin(redis: Redis): Promise<unknown>
  end(redis: Redis): Promise<unknown>
}

export const serverTroubles = {
  /** As after a failover that it was left behind by. */
  'read-only': {
    begin: (redis) => redis.replicaof('127.0.0.1', 1),
    end: (redis) => redis.replicaof('NO', 'ONE'),
  },
  'without enough replicas': {
    begin: (redis) => redis.config('SET', 'min-replicas-to-write', '1'),
    end: (redis) => redis.config('SET', 'min-replicas-to-write', '0'),
  },
  full: {
    begin: (redis) => redis.config('SET', 'maxmemory', '1'),
    end: (redis) => redis.config('SET', 'maxmemory', '0'),
  },
  /** Something else has the name of its file. */
  'unable to save': {
    async begin(redis) {
      const file = await fileOf(redis)
      await rm(file, { force: true })
      await mkdir(file)
      await redis.config('SET', 'save', '3600 1')
      await save(redis, 'err')
    },
    async end(redis) {
      await rm(await fileOf(redis), { recursive: true })
      await save(redis, 'ok')
      await redis.config('SET', 'save', '')
    },
  },
} as const satisfies Record<string, ServerTrouble>

export type ServerTroubleName = keyof typeof serverTroubles

async function fileOf(redis: Redis): Promise<string> {
  const [, dir = ''] = await redis.config('GET', 'dir')
  return join(dir, 'dump.rdb')
}

async function save(redis: Redis, end: 'ok' | 'err'): Promise<void> {
  // Its file of changes may just be rewritten.
  await redis.bgsave('SCHEDULE')
  while (!(await redis.info('persistence')).includes(`rdb_last_bgsave_status:${end}`)) await redis.time()
}
