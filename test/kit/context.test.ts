import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { CommandServices } from '../../src/app/command-services.ts'
import { AmbiguousTask, matchingTasks } from '../../src/app/find-task.ts'
import { UserError } from '../../src/base/user-error.ts'
import type { Actor } from '../../src/domain/access/person.ts'
import type { Grant, Role } from '../../src/domain/access/roles.ts'
import type { TaskList } from '../../src/domain/tasks/task-service.ts'
import { command } from '../../src/kit/command.ts'
import { reply } from '../../src/kit/reply.ts'
import { authorityOf, testContext, testServices } from '../helpers/command-services.ts'
import { noon, sampleTask, words } from '../helpers/samples.ts'

const actor = { team: 'T1', user: 'U1', channel: 'C1', locale: 'en' } as const

const orders = sampleTask({ id: 'a1b2-jb101', name: 'orders' })
const ordersEu = sampleTask({ id: 'c3d4-jb101', name: 'orders-eu' })
const ordersUs = sampleTask({ id: 'e5f6-jb101', name: 'Orders-US' })
const billing = sampleTask({ id: 'a1ff-jb101', name: 'billing' })
const all = [orders, ordersEu, ordersUs, billing]

function grant(role: Role, connections: readonly string[]): Grant {
  return { role, users: ['U1'], connections, channels: ['*'] }
}

describe('matching', () => {
  it.each([
    ['orders', [orders]],
    ['ORDERS', [orders]],
    ['orders-', [ordersEu, ordersUs]],
    ['Orders-e', [ordersEu]],
    ['orders-us', [ordersUs]],
    ['a1b2-jb101', [orders]],
    ['A1B2', [orders]],
    ['a1', [orders, billing]],
    ['b', [billing]],
    ['rders', []],
    ['illing', []],
  ])('%s', (given, expected) => {
    expect(matchingTasks(given, all)).toEqual(expected)
  })

  it('keeps two tasks of exactly the same name apart', () => {
    const twin = sampleTask({ id: 'ffff-jb101', name: 'orders' })
    expect(matchingTasks('orders', [...all, twin])).toEqual([orders, twin])
  })
})

describe('the task of a context', () => {
  const ask = async (given: string, services = testServices({ tasks: all })) => {
    const ctx = await testContext(services, actor, 'viewer')
    return ctx.task(given)
  }

  it('is found by name, id, prefix and reference', async () => {
    expect(await ask('orders')).toEqual(orders)
    expect(await ask('c3d4-jb101')).toEqual(ordersEu)
    expect(await ask('bill')).toEqual(billing)
    expect(await ask('prod/e5f6-jb101')).toEqual(ordersUs)
  })

  it('is found by its id even if the name of another holds the same letters', async () => {
    const other = sampleTask({ id: '9999-jb101', name: 'copy-a1b2' })
    expect(await ask('a1b2', testServices({ tasks: [...all, other] }))).toEqual(orders)
  })

  it('is read anew from DRS once it is known which one is meant', async () => {
    const services = testServices({ tasks: all })
    await ask('orders', services)
    await ask('prod/e5f6-jb101', services)
    const calls = services.asked.map((call) => call.call)
    expect(calls).toEqual(['list', 'details a1b2-jb101', 'details e5f6-jb101'])
  })

  it('that does not exist is refused with the age of the list, where that matters', async () => {
    const services = testServices({ tasks: all })
    const { service } = services
    const aged = (facts: Partial<TaskList>): CommandServices => ({
      ...services,
      service: (connection, locale) => ({
        ...service(connection, locale),
        list: async () => ({ tasks: [], unreadable: 0, ...facts }),
      }),
    })
    const said = async (facts: Partial<TaskList>) => {
      const ctx = await testContext(aged(facts), actor, 'viewer')
      const error = await ctx.task('nothing').catch((thrown: unknown) => thrown)
      return error instanceof UserError ? error.text.en : ''
    }
    expect(await said({ asOf: noon - 60_000 })).toMatch(/IDs\.$/)
    expect(await said({ asOf: noon - 300_000 })).toMatch(/IDs\. The list is 5 min old\.$/)
    expect(await said({ partial: true })).toContain('still reading the list')
  })

  it('is read in the language of the person', async () => {
    const services = testServices({ tasks: all })
    const ctx = await testContext(services, { ...actor, locale: 'zh-CN' }, 'viewer')
    await ctx.task('orders')
    expect(services.asked[0]?.locale).toBe('zh-CN')
  })

  it('is for the person to choose when several fit', async () => {
    const error = await ask('orders-').catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(AmbiguousTask)
    if (error instanceof AmbiguousTask) expect(error.matches).toEqual([ordersEu, ordersUs])
  })

  it.each(['payments', 'prod/0000-jb101'])('is refused when none is %s', async (given) => {
    const error = await ask(given).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(UserError)
    if (!(error instanceof UserError)) return
    expect(error.field).toBe('task')
    expect(error.text.en).toContain(given)
    expect(error.text.en).toContain('/drs list')
    expect(error.text['zh-CN']).toContain(given)
  })

  it('is refused for a connection that is not configured', async () => {
    await expect(ask('elsewhere/e5f6-jb101')).rejects.toThrow('no connection “elsewhere”')
  })
})

describe('the connection of a context', () => {
  const connectionOf = async (options: Parameters<typeof testServices>[0]) =>
    (await testContext(testServices(options), actor, 'viewer')).connection

  it('is the only one there is', async () => {
    expect(await connectionOf({ connections: ['prod'] })).toBe('prod')
  })

  it('is the one chosen for the channel', async () => {
    expect(await connectionOf({ connections: ['prod', 'dr'], chosen: 'dr' })).toBe('dr')
  })

  it('is nobody’s guess when there are several', async () => {
    const error = await connectionOf({ connections: ['prod', 'dr'] }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(UserError)
    if (error instanceof UserError) expect(error.text.en).toMatch(/\/drs use <connection>.*prod, dr/)
  })

  it('is not one that was taken out of the configuration', async () => {
    expect(await connectionOf({ connections: ['prod'], chosen: 'old' })).toBe('prod')
    await expect(connectionOf({ connections: ['prod', 'dr'], chosen: 'old' })).rejects.toThrow('/drs use')
  })

  it('holds for the channel in which it was chosen', async () => {
    const services = testServices({ connections: ['prod', 'dr'] })
    const ctx = await testContext(services, actor, 'viewer', 'channelSettings')
    await ctx.channelSettings.chooseConnection('dr')
    expect((await testContext(services, actor, 'viewer')).connection).toBe('dr')
    const elsewhere = await testContext(services, { ...actor, channel: 'C2' }, 'viewer')
    expect(() => elsewhere.connection).toThrow('/drs use')
  })
})

describe('the language of what a channel sees', () => {
  const liwei = { ...actor, user: 'ULIWEI', locale: 'zh-CN' } as const
  const task = { connection: 'prod', id: 'a1b2-jb101' }

  /** In which language a watch is that somebody asks for there. */
  async function watchedBy(who: Actor, services = testServices(), more: Partial<Actor> = {}) {
    const ctx = await testContext(services, { ...who, ...more }, 'viewer', 'watching')
    await ctx.watching.watch(task)
    return services.watched.at(-1)?.locale
  }

  it('is English, whoever clicks, as long as nobody has chosen', async () => {
    expect(await watchedBy(liwei)).toBe('en')
    expect((await testContext(testServices(), liwei, 'viewer')).locale).toBe('zh-CN')
  })

  it('is that of its connection, and one that was chosen goes before', async () => {
    const services = testServices({ languages: { prod: 'zh-CN' } })
    expect(await watchedBy(actor, services)).toBe('zh-CN')
    const ctx = await testContext(services, liwei, 'viewer', 'channelSettings')
    await ctx.channelSettings.chooseLanguage('en')
    expect(await ctx.channelSettings.language()).toBe('en')
    expect(services.watched.map(({ locale }) => locale)).toEqual(['en'])
  })

  it.each([
    ['in a direct message', { channel: 'D024BE7LR' }],
    ['on Home', { channel: 'ULIWEI' }],
    ['where the person is told directly', { reportTo: 'D024BE7LR' }],
  ])('is the person’s own %s', async (_, where) => {
    expect(await watchedBy(liwei, testServices(), where)).toBe('zh-CN')
  })
})

describe('the role in a context', () => {
  const look = command({
    name: 'quota',
    group: 'see',
    summary: words('Look'),
    uses: ['list'],
    args: z.strictObject({}),
    run: async () => reply.toMe({ title: '' }),
  })
  const two = {
    connections: ['prod', 'dr'],
    tasks: [orders, sampleTask({ connection: 'dr', id: 'd1-jb101', name: 'orders-dr' })],
  }

  it('is asked for every connection that is touched', async () => {
    const services = testServices({ ...two, chosen: 'prod', grants: [grant('operator', ['prod'])] })
    const ctx = await testContext(services, actor, 'operator')
    expect(await ctx.task('prod/a1b2-jb101')).toEqual(orders)
    await expect(ctx.task('dr/d1-jb101')).rejects.toThrow('Only operators of dr can do this')
    expect(() => ctx.service('dr')).toThrow('Your roles here: none. No admin is named yet')
    expect(services.asked.map((call) => call.connection)).toEqual(['prod'])
  })

  it('has to be the one the command asks for', async () => {
    const services = testServices({ ...two, chosen: 'prod', grants: [grant('viewer', ['*'])] })
    await expect((await testContext(services, actor, 'operator')).task('orders')).rejects.toThrow(UserError)
    expect(await (await testContext(services, actor, 'viewer')).task('orders')).toEqual(orders)
  })

  it('decides what a person may do, on the channel’s connection', async () => {
    const grants = [grant('viewer', ['dr'])]
    const may = async (chosen?: string) =>
      (await testContext(testServices({ ...two, grants, ...(chosen && { chosen }) }), actor, 'viewer')).may(
        look,
      )
    expect(await may('dr')).toBe(true)
    expect(await may('prod')).toBe(false)
    // Before a connection is chosen it is enough to have the role somewhere; the call itself is checked again.
    expect(await may()).toBe(true)
  })

  it('is nothing without a grant', async () => {
    const ctx = await testContext(testServices({ ...two, grants: [] }), actor, 'viewer')
    expect(ctx.may(look)).toBe(false)
  })
})

describe('the standing of a person', () => {
  const gone = { en: 'This account is deactivated.', 'zh-CN': '该账号已停用。' }

  it('ends everything when it is refused', async () => {
    const services = testServices({ tasks: all })
    services.people.set('U1', { locale: 'en', refused: gone, groups: [] })
    await expect(testContext(services, actor, 'viewer')).rejects.toThrow('deactivated')
  })

  it('brings the roles of the groups that the person is in', async () => {
    const services = testServices({
      tasks: all,
      grants: [{ role: 'operator', users: ['S1'], connections: ['prod'], channels: ['*'] }],
    })
    services.people.set('U1', { locale: 'en', groups: ['S1'] })
    expect(await (await testContext(services, actor, 'operator')).task('orders')).toEqual(orders)
    services.people.set('U1', { locale: 'en', groups: [] })
    const left = await testContext(services, actor, 'operator')
    await expect(left.task('orders')).rejects.toThrow('Only operators of prod can do this')
  })

  it.each<[Role, boolean]>([
    ['viewer', false],
    ['operator', false],
    ['approver', true],
    ['admin', true],
  ])('of a %s is asked anew: %s', async (role, fresh) => {
    const asked: unknown[] = []
    const services: CommandServices = {
      ...testServices(),
      newAuthority: () =>
        authorityOf(
          [{ role: 'admin', users: ['*'], connections: ['*'], channels: ['*'] }],
          async (user, options) => {
            asked.push([user, options?.fresh])
            return { locale: 'en', groups: [] }
          },
        ),
    }
    const ctx = await testContext(services, actor, role, 'roles')
    expect(asked).toEqual([['U1', fresh]])
    await ctx.roles.confirm('admin', 'prod')
    expect(asked.at(-1)).toEqual(['U1', true])
  })

  it('is confirmed as it is now, not as it was when the command began', async () => {
    const services = testServices({
      grants: [{ role: 'admin', users: ['S1'], connections: ['*'], channels: ['*'] }],
    })
    services.people.set('U1', { locale: 'en', groups: ['S1'] })
    const ctx = await testContext(services, actor, 'viewer', 'roles')
    ctx.roles.require('admin', 'prod')
    services.people.delete('U1')
    await expect(ctx.roles.confirm('admin', 'prod')).rejects.toThrow('Only admins of prod can do this')
  })
})

describe('what a context does for the person', () => {
  it('is to watch a task in the channel, once', async () => {
    const services = testServices({ tasks: all })
    const { watching } = await testContext(services, actor, 'viewer', 'watching')
    expect([await watching.watch(orders), await watching.watch(orders)]).toEqual(['added', 'already'])
    expect(services.watched).toEqual([
      {
        connection: 'prod',
        taskId: orders.id,
        team: 'T1',
        channel: 'C1',
        by: 'U1',
        locale: 'en',
        createdAt: noon,
      },
    ])
  })

  it('is to wait half an hour for a task to be created', async () => {
    const services = testServices({ tasks: all })
    const { setups } = await testContext(services, actor, 'operator', 'setups')
    await setups.trackCreation({ connection: 'prod', id: 'new-jb101' })
    await setups.trackCreation({ connection: 'prod', id: 'newer-jb101' })
    const [create, other] = services.pendingActions
    expect(create).toMatchObject({
      verb: 'create',
      connection: 'prod',
      taskId: 'new-jb101',
      by: 'U1',
      since: noon,
      deadline: noon + 30 * 60_000,
    })
    expect(create).not.toHaveProperty('status')
    expect(create).not.toHaveProperty('direction')
    expect(create?.id).not.toBe(other?.id)
  })

  it('is to read a password at the moment it is needed, and to leave out its reference', async () => {
    const services = testServices()
    services.heldSecrets.set('env:ORDERS', 'not-in-slack')
    const { setups } = await testContext(services, actor, 'operator', 'setups')
    const database = { dbType: 'mysql', ip: '192.0.2.7', user: 'drs' }
    expect(await setups.access(orders, 'source', { ...database, passwordRef: 'env:ORDERS' })).toEqual({
      ...database,
      password: 'not-in-slack',
    })
    expect(await setups.access(orders, 'source', database)).toEqual(database)
  })
})
