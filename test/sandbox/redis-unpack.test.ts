import { access, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { startRedis } from '../../src/sandbox/redis.ts'
import { findServer } from '../../src/sandbox/redis-find.ts'
import { unpackedRedis } from '../../src/sandbox/redis-unpack.ts'

/** Not the server that somebody names in REDIS_URL. */
const { REDIS_URL: _, ...env } = process.env

/** The download needs a machine with apt; everywhere else the server comes from PATH. */
const hasApt = await access('/usr/bin/apt-get').then(
  () => true,
  () => false,
)

describe.runIf(hasApt)('a server from the distribution', () => {
  let cache = ''
  let tools = ''

  beforeAll(async () => {
    cache = await mkdtemp(join(tmpdir(), 'drs-chatops-cache-'))
    tools = join(cache, 'bin')
    await mkdir(tools)
    const folders = (env.PATH ?? '').split(delimiter)
    for (const path of folders) {
      for (const name of await readdir(path).catch(() => [])) {
        if (/^(redis|valkey)-/.test(name)) continue
        await symlink(join(path, name), join(tools, name)).catch(() => {})
      }
    }
  })

  afterAll(() => rm(cache, { recursive: true, force: true }))

  it('runs on a machine without redis-server on PATH', async () => {
    const server = await startRedis({}, { ...env, PATH: tools })
    onTestFinished(() => server.stop())
    const redis = new Redis(server.url)
    onTestFinished(() => redis.disconnect())
    expect(await redis.ping()).toBe('PONG')
  })

  it('is unpacked once, also by several first starts at the same time', { timeout: 180_000 }, async () => {
    const target = join(cache, 'shared', 'redis')
    const programs = await Promise.all([unpackedRedis(target), unpackedRedis(target), unpackedRedis(target)])
    expect(new Set(programs.map((found) => found.path)).size).toBe(1)
    expect(await readdir(join(cache, 'shared'))).toEqual(['redis'])
    const found = await findServer({ ...env, PATH: tools })
    expect(found.env.LD_LIBRARY_PATH).toContain('usr/lib')
  })
})
