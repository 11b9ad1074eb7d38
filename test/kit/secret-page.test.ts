import { describe, expect, it } from 'vitest'
import {
  continueWithSecrets,
  passwordFields,
  SecretGone,
  type SecretHandover,
  withPasswordReferences,
} from '../../src/app/secret-page.ts'
import { UserError } from '../../src/base/user-error.ts'
import type { SecretContinuation, SecretRequest } from '../../src/domain/secrets/one-time-link.ts'
import { reply } from '../../src/kit/reply.ts'
import { testContext, testServices } from '../helpers/command-services.ts'

/** Whose secrets somebody may go on with, and what is asked for. */
const actor = { team: 'T1', user: 'U1', channel: 'C1', locale: 'en' } as const
const given: SecretContinuation = {
  team: 'T1',
  user: 'U1',
  verb: 'test',
  connection: 'prod',
  values: {},
  references: { source: 'kept:1' },
}

function keepingOf(held: Map<string, SecretContinuation>, asked: SecretRequest[] = []): SecretHandover {
  return {
    ask: async (request) => {
      asked.push(request)
      return { url: 'https://drs.example.test/s/x', code: '123456', until: 0 }
    },
    take: async (id) => {
      const found = held.get(id)
      held.delete(id)
      return found
    },
    giveBack: async (id, back) => void held.set(id, back),
    move: async () => undefined,
  }
}

async function contextOf(
  held: Map<string, SecretContinuation>,
  who: Partial<typeof actor | { user: string }> = {},
) {
  const memory = testServices()
  const services = { ...memory, secrets: { ...memory.secrets, handover: keepingOf(held) } }
  return testContext(services, { ...actor, ...who }, 'operator', 'secretPage')
}

const done = async () => reply.toMe({ title: 'done' })

describe('going on with what was handed over', () => {
  it('is for the person who did, once', async () => {
    const held = new Map([['id', given]])
    const ctx = await contextOf(held)
    expect(await continueWithSecrets(ctx, 'test', 'id', done)).toEqual(reply.toMe({ title: 'done' }))
    await expect(continueWithSecrets(ctx, 'test', 'id', done)).rejects.toThrow(UserError)
  })

  it.each<[string, SecretContinuation, SecretContinuation['verb']]>([
    ['somebody else', { ...given, user: 'U2' }, 'test'],
    ['somebody of another workspace with the same id', { ...given, team: 'T2' }, 'test'],
    ['another verb', given, 'create'],
  ])('is not for %s, and stays for the one it is for', async (_, other, verb) => {
    const held = new Map([['id', other]])
    await expect(continueWithSecrets(await contextOf(held), verb, 'id', done)).rejects.toThrow(
      'Nothing to continue',
    )
    expect(held.get('id')).toBe(other)
  })

  it('can be tried again after a failure', async () => {
    const held = new Map([['id', given]])
    const ctx = await contextOf(held)
    await expect(
      continueWithSecrets(ctx, 'test', 'id', () => Promise.reject(new Error('DRS is away'))),
    ).rejects.toThrow('away')
    expect(await continueWithSecrets(ctx, 'test', 'id', done)).toEqual(reply.toMe({ title: 'done' }))
  })

  it('is not possible where the bot has no page', async () => {
    const ctx = await testContext(testServices(), actor, 'operator', 'secretPage')
    expect(ctx.secretPage).toBeUndefined()
    await expect(continueWithSecrets(ctx, 'test', 'id', done)).rejects.toThrow(SecretGone)
  })
})

describe('what is asked for', () => {
  const source = { dbType: 'mysql', ip: '10.0.0.1', port: 3306, user: 'drs' }
  const setup = { source, destination: { dbType: 'kafka', ip: '10.0.0.2:9092' } }
  const task = { connection: 'prod', id: 'x' }

  it('is the password of every account that has none, with its name and address', () => {
    const fields = passwordFields(task, setup, { source, destination: setup.destination })
    expect(fields.map(({ name, label }) => [name, label.en, label['zh-CN']])).toEqual([
      [
        'source',
        'Password of the source database: drs at 10.0.0.1:3306',
        '源库密码：10.0.0.1:3306 的用户 drs',
      ],
    ])
  })

  it('is nothing where all are known', () => {
    const access = { source: { ...source, password: 'x' }, destination: setup.destination }
    expect(passwordFields(task, setup, access)).toEqual([])
  })

  it('is put into the setup by reference', () => {
    expect(withPasswordReferences(setup, given)).toEqual({
      ...setup,
      source: { ...source, passwordRef: 'kept:1' },
    })
  })
})

describe('what was kept and is gone', () => {
  it('leaves the database without a password, so that it is asked for again', async () => {
    const memory = testServices()
    const secrets = { ...memory.secrets, read: () => Promise.reject(new SecretGone()) }
    const services = { ...memory, secrets }
    const ctx = await testContext(services, actor, 'operator', 'setups')
    const database = { dbType: 'mysql', passwordRef: 'kept:1' }
    expect(await ctx.setups.access({ connection: 'prod', id: 'a1b2-jb101' }, 'source', database)).toEqual({
      dbType: 'mysql',
    })
  })
})
