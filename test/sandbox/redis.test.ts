import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { startRedis } from '../../src/sandbox/redis.ts'
import { findServer } from '../../src/sandbox/redis-find.ts'
import { compiled } from '../helpers/compiled.ts'

const cleanups: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** The tests of the private server must not end at a server that somebody names in REDIS_URL. */
const { REDIS_URL: _, ...env } = process.env

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'drs-chatops-test-'))
  cleanups.push(() => rm(path, { recursive: true, force: true }))
  return path
}

async function started(options?: Parameters<typeof startRedis>[0]) {
  const server = await startRedis(options, env)
  cleanups.push(() => server.stop())
  return server
}

function client(url: string): Redis {
  const redis = new Redis(url, { retryStrategy: () => null })
  redis.on('error', () => {})
  cleanups.push(async () => redis.disconnect())
  return redis
}

async function program(path: string, text: string): Promise<void> {
  await writeFile(path, `#!/bin/sh\n${text}\n`)
  await chmod(path, 0o755)
}

describe('startRedis', () => {
  it('gives the server of REDIS_URL untouched', async () => {
    const server = await startRedis({}, { REDIS_URL: 'redis://redis.example.com:6380/3' })
    expect(server.url).toBe('redis://redis.example.com:6380/3')
    await server.stop()
  })

  it('starts a server that asks for its password, listens at home only and never evicts', async () => {
    const server = await started()
    const redis = client(server.url)
    expect(await redis.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction'])
    expect(await redis.config('GET', 'bind')).toEqual(['bind', '127.0.0.1'])
    const stranger = new URL(server.url)
    stranger.password = ''
    await expect(client(stranger.href).get('key')).rejects.toThrow('NOAUTH')
  })

  it('starts several side by side, each with its own data', async () => {
    const servers = await Promise.all([started(), started(), started()])
    const clients = servers.map((server) => client(server.url))
    await Promise.all(clients.map((redis, index) => redis.set('who', index)))
    expect(await Promise.all(clients.map((redis) => redis.get('who')))).toEqual(['0', '1', '2'])
  })

  it('stops a server that refuses to, because it writes its first append-only file', async () => {
    const server = await started()
    const redis = client(server.url)
    const [, info] = (await redis.multi().config('SET', 'appendonly', 'yes').info('persistence').exec()) ?? []
    expect(info?.[1]).toMatch(/aof_rewrite_(in_progress|scheduled):1/)
    await server.stop()
    await expect(client(server.url).ping()).rejects.toThrow('closed')
  })

  it('keeps nothing without a data folder, and keeps every write in one', async () => {
    const dataDir = await folder()
    for (const expected of [null, '1', '2']) {
      const server = await started({ dataDir })
      const redis = client(server.url)
      expect(await redis.get('runs')).toBe(expected)
      await redis.incr('runs')
      expect(await redis.config('GET', 'appendonly')).toEqual(['appendonly', 'yes'])
      await server.stop()
    }
    const forgetful = await started()
    expect(await client(forgetful.url).config('GET', 'appendonly')).toEqual(['appendonly', 'no'])
  })

  it('refuses a data folder that another server is using', async () => {
    const dataDir = await folder()
    await started({ dataDir })
    await expect(startRedis({ dataDir }, env)).rejects.toThrow(`already runs on ${dataDir}`)
  })

  it('can be stopped twice', async () => {
    const server = await started()
    await server.stop()
    await expect(server.stop()).resolves.toBeUndefined()
    await expect(client(server.url).ping()).rejects.toThrow()
  })
})

describe('the end of the parent', () => {
  async function parent(temp: string): Promise<{ child: ChildProcess; url: string }> {
    const script = await compiled('test/sandbox/redis-parent.ts')
    const child = spawn(process.execPath, [script], {
      env: { ...env, TMPDIR: temp },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const [line] = await once(child.stdout, 'data')
    return { child, url: String(line).trim() }
  }

  it.each(['SIGKILL', 'SIGTERM'] as const)('ends the server and its folder after %s', async (signal) => {
    const temp = await folder()
    const { child, url } = await parent(temp)
    const redis = client(url)
    expect(await redis.ping()).toBe('PONG')
    expect((await readdir(temp)).filter((name) => name.startsWith('drs-chatops-redis-'))).toHaveLength(1)
    const lost = once(redis, 'end')
    child.kill(signal)
    await lost
    await expect(client(url).ping()).rejects.toThrow()
    await vi.waitFor(async () =>
      expect((await readdir(temp)).filter((name) => name.startsWith('drs-chatops-redis-'))).toEqual([]),
    )
  })
})

describe('findServer', () => {
  it('takes a server on PATH if it is new enough, Redis or Valkey', async () => {
    const bin = await folder()
    await program(join(bin, 'redis-server'), 'echo "Redis server v=6.0.16 sha=00000000:0"')
    await program(join(bin, 'valkey-server'), 'echo "Valkey server v=8.0.1 sha=00000000:0"')
    expect(await findServer({ PATH: bin })).toEqual({ path: join(bin, 'valkey-server'), env: {} })
  })

  it('names the one command to run if there is no way to a server', async () => {
    const bin = await folder()
    await program(join(bin, 'redis-server'), 'echo "Redis server v=5.0.7 sha=00000000:0"')
    await program(join(bin, 'brew'), 'exit 1')
    const notAFolder = join(bin, 'brew')
    const attempt = findServer({ PATH: bin, XDG_CACHE_HOME: notAFolder })
    await expect(attempt).rejects.toThrow(/too old: .*Run: brew install redis/)
  })
})
