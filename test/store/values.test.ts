import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { FormDraft } from '../../src/ports/form-drafts.ts'
import { redisDrafts } from '../../src/store/drafts.ts'
import { formKey, keysOf } from '../../src/store/keys.ts'
import { chooseConnection, chooseLanguage, connectionOf, languageOf } from '../../src/store/plain-values.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { script } from '../../src/store/script.ts'
import { deleteSetup, getSetup, putSetup } from '../../src/store/task-setups.ts'
import { addWatch, removeWatch, watchesOfChannel, watchesOfTask } from '../../src/store/watches.ts'
import { testRedis } from '../helpers/redis.ts'
import { channelRef, watchOf } from '../watch/doubles.ts'

const other = { team: 'T1', channel: 'C2' }
let redis: Redis

beforeAll(async () => {
  redis = await connectRedis((await testRedis()).url)
})
beforeEach(() => redis.flushdb())
afterAll(() => closeRedis(redis))

describe('the language of a channel', () => {
  it('is what was chosen last, for that channel only', async () => {
    expect(await languageOf(redis, channelRef)).toBeUndefined()
    await chooseLanguage(redis, channelRef, 'zh-CN')
    await chooseLanguage(redis, other, 'en')
    expect([await languageOf(redis, channelRef), await languageOf(redis, other)]).toEqual(['zh-CN', 'en'])
  })
})

describe('watches', () => {
  it('are listed by channel over several connections, and by task over several channels', async () => {
    const [a, b, c] = [watchOf(), watchOf({ connection: 'lab', taskId: 't9' }), watchOf(other)]
    for (const watch of [a, b, c]) expect(await addWatch(redis, watch, 1)).toBe(true)
    expect(await watchesOfChannel(redis, ['prod', 'lab'], channelRef)).toEqual([a, b])
    expect(await watchesOfChannel(redis, ['lab'], channelRef)).toEqual([b])
    const ofTask = await watchesOfTask(redis, 'prod', 't1')
    expect(ofTask).toHaveLength(2)
    expect(ofTask).toEqual(expect.arrayContaining([a, c]))
  })

  it('are replaced by watching again, and gone after unwatching', async () => {
    await addWatch(redis, watchOf(), 1)
    expect(await addWatch(redis, watchOf({ locale: 'zh-CN' }), 2)).toBe(false)
    expect(await watchesOfChannel(redis, ['prod'], channelRef)).toEqual([watchOf({ locale: 'zh-CN' })])
    await removeWatch(redis, 'prod', 't1', channelRef)
    expect(await watchesOfChannel(redis, ['prod'], channelRef)).toEqual([])
    expect(await watchesOfTask(redis, 'prod', 't1')).toEqual([])
  })
})

it('a channel keeps its chosen connection apart from other channels', async () => {
  await chooseConnection(redis, channelRef, 'lab')
  expect(await connectionOf(redis, channelRef)).toBe('lab')
  expect(await connectionOf(redis, other)).toBeUndefined()
  await chooseConnection(redis, channelRef, undefined)
  expect(await connectionOf(redis, channelRef)).toBeUndefined()
})

describe('a half-filled form', () => {
  const draft: FormDraft = {
    command: 'stop',
    page: 1,
    values: { task: 'prod/t1' },
    fixed: ['task'],
    needed: ['reason'],
    team: 'T1',
    channel: 'C1',
    user: 'U1',
  }

  it('comes back with all that it asks for, expires, and can be deleted', async () => {
    const drafts = redisDrafts(redis)
    await drafts.put('d1', draft)
    expect(await drafts.get('d1')).toEqual(draft)
    const left = await redis.pttl(formKey('d1'))
    expect(left).toBeGreaterThan(59 * 60_000)
    expect(left).toBeLessThanOrEqual(60 * 60_000)
    await drafts.delete('d1')
    expect(await drafts.get('d1')).toBeUndefined()
  })

  it('is carried out by one, and again only after it was given back', async () => {
    const drafts = redisDrafts(redis)
    expect([await drafts.claim('d1'), await drafts.claim('d1')]).toEqual([true, false])
    await drafts.release('d1')
    expect(await drafts.claim('d1')).toBe(true)
  })

  it('that somebody left is found again until it is forgotten', async () => {
    const drafts = redisDrafts(redis)
    await drafts.remember('T1/C1/U1', 'd1')
    expect(await drafts.recall('T1/C1/U1')).toBe('d1')
    await drafts.forget('T1/C1/U1')
    expect(await drafts.recall('T1/C1/U1')).toBeUndefined()
  })
})

it('a setup is kept per task', async () => {
  const setup = {
    source: { dbType: 'mysql', ip: '10.0.0.1', passwordRef: 'env:DB_SOURCE' },
    destination: { dbType: 'mysql', ip: '10.0.0.2' },
  }
  await putSetup(redis, 'prod', 't1', setup)
  expect(await getSetup(redis, 'prod', 't1')).toEqual(setup)
  expect(await getSetup(redis, 'prod', 't2')).toBeUndefined()
  await deleteSetup(redis, 'prod', 't1')
  expect(await getSetup(redis, 'prod', 't1')).toBeUndefined()
})

it('keys of one connection share one hash tag, whatever its name', () => {
  const keys = keysOf('a}b{c')
  const tags = [keys.due, keys.snapshot('t'), keys.outbox(channelRef), `${keys.outboxes}T1/C1`].map(
    (key) => /\{(.+?)\}/.exec(key)?.[1],
  )
  expect(new Set(tags)).toEqual(new Set(['c:a%7Db%7Bc']))
})

it('a script survives that Redis forgets it', async () => {
  const echo = script('return ARGV[1]')
  expect(await echo(redis, [], ['a'])).toBe('a')
  await redis.script('FLUSH')
  expect(await echo(redis, [], ['b'])).toBe('b')
})

it('an unreachable Redis is named without its password', async () => {
  const attempt = connectRedis('redis://:s3cret@127.0.0.1:1/0')
  await expect(attempt).rejects.toThrow('Cannot reach Redis at redis://127.0.0.1:1/0')
  await expect(attempt).rejects.not.toThrow('s3cret')
})
