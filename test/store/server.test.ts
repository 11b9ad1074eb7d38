import { createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { acknowledged, clockAhead, ledgerEpoch, serverTime } from '../../src/store/server.ts'
import { testRedis } from '../helpers/redis.ts'

/** What Redis says of itself. The time of a real server is no fixed one: only what differs from it is. */
let redis: Redis

beforeAll(async () => {
  redis = await connectRedis((await testRedis()).url)
})
afterAll(() => closeRedis(redis))

it.each([0, 90_000, -90_000])('a clock that is %i ms ahead of Redis’s is seen to be so', async (ms) => {
  const there = await serverTime(redis)
  const ahead = await clockAhead(redis, () => there + ms)
  // Redis's own clock has gone on between the two questions.
  expect(ahead).toBeLessThanOrEqual(ms)
  expect(ahead).toBeGreaterThan(ms - 30_000)
})

it('the epoch stays the same as long as the same server answers', async () => {
  expect(await ledgerEpoch(redis)).toMatch(/^[0-9a-f]{40}\/0$/)
  expect(await ledgerEpoch(redis)).toBe(await ledgerEpoch(redis))
})

function bulk(text: string): string {
  return `$${text.length}\r\n${text}\r\n`
}

/** As much of a Redis with WAITAOF as is needed where there is none: it answers each command by its name. */
async function serverThatAnswers(waitaof: string, replicas = 0, wait = ':0\r\n'): Promise<Redis> {
  const answers: Readonly<Record<string, string>> = {
    waitaof,
    incr: ':1\r\n',
    wait,
    info: bulk(`loading:0\r\nconnected_slaves:${replicas}\r\n`),
  }
  const answer = (socket: Socket) => (bytes: Buffer) => {
    for (const [, name = ''] of bytes.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)\r\n/g))
      socket.write(answers[name.toLowerCase()] ?? '+OK\r\n')
  }
  const server = createServer((socket) => void socket.on('data', answer(socket)))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const handle = await connectRedis(`redis://127.0.0.1:${address.port}`)
  onTestFinished(() => {
    handle.disconnect()
    server.close()
  })
  return handle
}

it.each([
  ['*2\r\n:1\r\n:0\r\n', 'disk'],
  ['*2\r\n:0\r\n:0\r\n', 'nowhere'],
  ["-ERR unknown command 'WAITAOF'\r\n", 'nowhere'],
  ['-ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.\r\n', 'nowhere'],
])('a server that answers WAITAOF with %j has kept it: %s', async (waitaof, where) => {
  expect(await acknowledged(await serverThatAnswers(waitaof), 10)).toBe(where)
})

it.each([
  [':1\r\n', 'replica'],
  [':0\r\n', 'nowhere'],
])('replicas of which WAIT says %j have kept it: %s', async (wait, where) => {
  const away = '*2\r\n:0\r\n:0\r\n'
  expect(await acknowledged(await serverThatAnswers(away, 2, wait), 10)).toBe(where)
})
