import { describe, expect, it } from 'vitest'
import { refuseUnfitRedis } from '../../src/bot/fit-redis.ts'
import { testLog } from '../helpers/log.ts'

const well = {
  redis_version: '7.2.4',
  aof_enabled: '1',
  aof_last_write_status: 'ok',
  maxmemory_policy: 'noeviction',
}
const infoOf = (fields: Partial<Record<keyof typeof well, string>>) =>
  Object.entries({ ...well, ...fields })
    .map(([name, value]) => `${name}:${value}\r\n`)
    .join('')

async function start(fields: Partial<Record<keyof typeof well, string>>) {
  const log = testLog()
  const refused = await refuseUnfitRedis(async () => [infoOf(fields)], log).catch((error: unknown) =>
    String(error),
  )
  return { refused, warned: log.lines.map(({ sentence }) => sentence) }
}

describe('a start', () => {
  it('says nothing of a Redis that keeps what it is given', async () => {
    expect(await start({})).toEqual({ refused: undefined, warned: [] })
  })

  it.each<[string, Partial<typeof well>, string]>([
    ['is too old', { redis_version: '6.0.16' }, 'Redis version: Redis 6.0.16. Use Redis 6.2 or newer'],
    [
      'throws away what is oldest',
      { maxmemory_policy: 'allkeys-lru' },
      'Redis eviction policy: allkeys-lru. Set',
    ],
    [
      'throws away what expires',
      { maxmemory_policy: 'volatile-ttl' },
      'Redis eviction policy: volatile-ttl. Set',
    ],
  ])('is refused over a Redis that %s', async (_, fields, said) => {
    const { refused } = await start(fields)
    expect(refused).toContain(said)
  })

  it('warns of one that forgets with its process, or cannot write', async () => {
    expect(await start({ aof_enabled: '0' })).toMatchObject({
      refused: undefined,
      warned: [expect.stringContaining('append-only file off')],
    })
    expect((await start({ aof_last_write_status: 'err' })).warned).toEqual([expect.stringContaining('disk')])
  })

  it('warns of one that does not say, or may not be asked', async () => {
    const log = testLog()
    await refuseUnfitRedis(async () => ['redis_version:7.2.4\r\naof_enabled:1\r\n'], log)
    await refuseUnfitRedis(() => Promise.reject(new Error('NOPERM')), log)
    expect(log.lines.map(({ sentence }) => sentence)).toEqual([
      expect.stringContaining('Redis eviction policy: ?'),
      expect.stringContaining('no answer (NOPERM)'),
    ])
  })
})
