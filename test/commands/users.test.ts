import { describe, expect, it } from 'vitest'
import type { Policy } from '../../src/domain/approvals/policy.ts'
import type { RequestDraft } from '../../src/domain/approvals/request.ts'
import type { Generation } from '../../src/drs/operation.ts'
import { oddDrs } from '../helpers/odd-drs.ts'
import { grant, type StageOptions, seedTask, stage } from './stage.ts'

const world = {
  prod: [
    seedTask('orders', 'CONFIGURATION'),
    seedTask('running', 'INCRE_TRANSFER_STARTED'),
    seedTask('synced', 'CONFIGURATION', { scenario: 'sync' }),
  ],
}

const nobody: Policy = { need: [], answerWithinMs: 1, useWithinMs: 1, preconditions: {} }
const one: Policy = {
  ...nobody,
  need: [{ group: { name: 'dba', users: ['UBOB'], userGroups: [] }, seats: 1 }],
}

async function staged(options: StageOptions = {}) {
  const staging = await stage(world, { approvals: { policy: async () => nobody }, ...options })
  const asked = () =>
    staging
      .drs('prod')
      .control.requests(100)
      .filter(({ operation }) => operation === 'batch-update-users')
      .map(({ body }) => body)
  return { ...staging, asked }
}

/** The answers of DRS with something else about its users. */
function listing(
  users: readonly object[],
  roles: readonly object[] = [],
): NonNullable<StageOptions['between']> {
  return async (drs) => {
    const odd = await oddDrs(drs)
    odd.on('list-source-users', () => ({
      body: { message: 'SUCCESS', user_list: users, roles_list: roles },
    }))
    return odd
  }
}

const app = "'app'@'%'"
const choose = `users orders --users "${app}"`

describe('users of the source', () => {
  it.each<{ generations: readonly Generation[] }>([{ generations: ['v3'] }, { generations: ['v3', 'v5'] }])(
    'over $generations are shown and chosen, with what is left out and why, in both languages',
    async (options) => {
      const { say, asked } = await staged(options)
      const shown = await say('users orders')
      expect(shown.plain).toMatch(/0 users and 0 roles[\s\S]*'root'@'localhost'.*has a root of its own/)
      expect(shown.json).toContain('cmd:users:form')
      expect((await say(choose)).plain).toMatch(
        /Users to migrate set: orders[\s\S]*1 user and 0 roles[\s\S]*Migrated[\s\S]*'app'@'%'[\s\S]*Left out[\s\S]*'reports'@'10.%'.*not chosen/,
      )
      expect(asked()).toMatchObject([
        {
          jobs: [
            {
              is_migrate_user: true,
              list: [
                { account: app, selected: true, is_transfer: true },
                { selected: false },
                { selected: false, is_transfer: false },
              ],
              user_roles: [],
            },
          ],
        },
      ])
      expect((await say('users orders', 'ULIWEI')).plain).toMatch(/将迁移 1 个用户、0 个角色/)
      expect((await say('users orders --none')).plain).toContain('0 users and 0 roles')
      expect(asked()[1]).toMatchObject({ jobs: [{ is_migrate_user: false }] })
    },
  )

  it('with roles, as MongoDB has them, go with the roles that were chosen', async () => {
    const roles = [
      { role: 'admin.support', is_transfer: true, inherits_roles: ['catalog.read'], privileges: 'find' },
    ]
    const { say, asked } = await staged({
      between: listing([{ id: 'admin.app', account: 'admin.app', is_transfer: true, roles: ['a.b'] }], roles),
    })
    await say('users orders --users admin.app --roles admin.support')
    expect(asked()).toMatchObject([
      {
        jobs: [
          {
            list: [{ id: 'admin.app', roles: ['a.b'], selected: true }],
            user_roles: [{ role: 'admin.support', inherits_roles: ['catalog.read'], selected: true }],
          },
        ],
      },
    ])
  })

  it.each([
    [`users orders --users "'root'@'localhost'"`, "can’t migrate “'root'@'localhost'”: The destination has"],
    ['users orders --users nobody', 'DRS lists no “nobody”'],
    [`${choose} --passwords one`, 'Give a reference to the password'],
    [`users running --users "${app}"`, 'running'],
    ['users synced', 'Only migrations and synchronizations from PostgreSQL'],
  ])('%s is refused, and DRS is told nothing', async (text, why) => {
    const { say, asked } = await staged()
    expect((await say(text)).plain).toContain(why)
    expect(asked()).toEqual([])
  })

  it('get one password by reference, which alone needs approval and never shows', async () => {
    const drafts: RequestDraft[] = []
    const { say, asked } = await staged({
      approvals: {
        policy: async () => one,
        request: async (draft) => {
          drafts.push(draft)
          throw new Error('asked')
        },
      },
    })
    await say(choose)
    expect(asked()).toHaveLength(1)
    const set = `${choose} --passwords one --password env:APP_PASSWORD`
    expect((await say(set)).plain).toContain('reason')
    await say(`${set} --reason "one for the cut-over"`)
    expect(drafts).toMatchObject([{ payload: { verb: 'users' }, reason: 'one for the cut-over' }])
    expect(JSON.stringify(drafts)).toMatch(/"is_set_password":true,"password":"env:APP_PASSWORD"/)
    expect(asked()).toHaveLength(1)
  })

  it.each([
    ['refused by DRS with the code in its message', 'batch-update-users', choose],
    ['that DRS does not list, as the connections were not tested', 'list-source-users', 'users orders'],
  ])('%s are said to be', async (_, operation, text) => {
    const { say } = await staged({
      between: async (drs) => {
        const odd = await oddDrs(drs)
        const refusal = { is_success: false, message: 'DRS.M00403' }
        odd.on(operation, () => ({ body: { ...refusal, results: [{ job_id: 'x', ...refusal }] } }))
        return odd
      },
    })
    expect((await say(text)).plain).toContain('DRS.M00403')
  })

  it('with names that break out of lists and markup are shown and chosen as they are', async () => {
    const hostile = { id: 'a,<!channel>', account: 'a,<!channel>', is_transfer: true, roles: [] }
    const { say, asked } = await staged({ between: listing([hostile]) })
    const shown = await say('users orders')
    expect(shown.plain).toContain('a,<!channel>')
    expect(shown.json).not.toContain('<!channel>')
    await say(`users orders --users ${encodeURIComponent(hostile.id)}`)
    expect(asked()).toMatchObject([{ jobs: [{ list: [{ id: hostile.id, selected: true }] }] }])
  })

  it.each([
    ['orders', true],
    ['synced', false],
  ])('stand in the settings of %s: %s', async (task, there) => {
    const { say } = await staged()
    expect((await say(`settings ${task}`)).json.includes('cmd:users:ask')).toBe(there)
  })

  it('over v5 alone cannot be listed, which is said, and the settings go without', async () => {
    const { say } = await staged({ generations: ['v5'] })
    expect((await say('settings orders')).json).not.toContain('cmd:users')
    expect((await say('users orders')).plain).toContain('no call that lists users')
  })

  it('are shown to viewers, who may not choose', async () => {
    const { say, asked } = await staged({ grants: [grant('viewer', '*')] })
    const shown = await say('users orders')
    expect(shown.plain).toContain(app)
    expect(shown.json).not.toContain('cmd:users:form')
    expect((await say(choose)).plain).toContain('operator')
    expect(asked()).toEqual([])
  })
})
