import { describe, expect, it } from 'vitest'
import type { Policy } from '../../src/domain/approvals/policy.ts'
import type { Generation } from '../../src/drs/operation.ts'
import { oddDrs } from '../helpers/odd-drs.ts'
import { grant, type StageOptions, seedTask, stage } from './stage.ts'

const world = {
  prod: [
    seedTask('orders', 'INCRE_TRANSFER_STARTED', {
      tags: [
        { key: 'env', value: 'prod' },
        { key: 'team', value: 'shop' },
      ],
    }),
    seedTask('billing', 'CONFIGURATION', { tags: [{ key: 'env', value: 'test' }] }),
    seedTask('plain', 'CONFIGURATION'),
  ],
}

const nobody: Policy = { need: [], answerWithinMs: 1, useWithinMs: 1, preconditions: {} }
const free = { policy: async () => nobody }

const generations: readonly { readonly api: readonly Generation[] }[] = [
  { api: ['v3', 'v5'] },
  { api: ['v5'] },
]

async function staged(options: StageOptions = {}) {
  const staging = await stage(world, { generations: ['v3', 'v5'], approvals: free, ...options })
  const changes = () =>
    staging
      .drs('prod')
      .control.requests(100)
      .filter((one) => one.operation === 'job-tags-action')
  return { ...staging, changes }
}

describe.each(generations)('over $api', ({ api }) => {
  const options = { generations: api }

  it('shows the tags, adds and removes some, and says what they were and are', async () => {
    const { say, changes, memory, taskId } = await staged(options)
    const shown = await say('tags orders')
    expect(shown.plain).toMatch(/Tags: orders[\s\S]*env=prod[\s\S]*team=shop/)
    expect(shown.json).toContain('cmd:tags:form')
    const changed = await say('tags orders --add "owner=ann, gold" --remove team=shop')
    expect(changed.plain).toMatch(/Tags set: orders[\s\S]*Before[\s\S]*team=shop[\s\S]*Now[\s\S]*gold/)
    expect(changed.plain.split('Now')[1]).not.toContain('team=shop')
    expect(changes().map(({ body }) => body)).toEqual([
      { action: 'delete', tags: [{ key: 'team', value: 'shop' }] },
      { action: 'create', tags: [{ key: 'owner', value: 'ann' }, { key: 'gold' }] },
    ])
    expect(memory.audited).toContainEqual(
      expect.objectContaining({ kind: 'act', tasks: [taskId('prod', 'orders')] }),
    )
    expect((await say('tags plain', 'ULIWEI')).plain).toMatch(/标签：plain[\s\S]*没有标签/)
  })
})

describe('the form', () => {
  it('shows the tags and offers them for removal', async () => {
    const { dispatch, slack, click, taskId } = await staged()
    await click('cmd:tags:form', `prod/${taskId('prod', 'orders')}`).catch(() => undefined)
    const form = JSON.stringify(slack.shown.at(-1))
    expect(form).toContain('team=shop')
    expect(form).toMatch(/"value":"env=prod"/)
    await dispatch('tags', 'ULIWEI')
    expect(JSON.stringify(slack.shown.at(-1))).toContain('添加')
  })

  it.each([
    ['_sys_x=1', 'tag of the system', '系统标签'],
    ['a=b;a=c', 'there twice', '重复'],
    ['a=b/c', 'can’t be a tag', '不能作为标签'],
    [`${'k'.repeat(129)}=1`, 'at most 128', '最多 128'],
    [`k=${'v'.repeat(256)}`, 'at most 255', '最多 255'],
  ])('%s is refused with the reason', async (add, en, zh) => {
    const { say, changes, slack } = await staged()
    for (const [user, words] of [
      ['UALICE', en],
      ['ULIWEI', zh],
    ] as const) {
      const answer = await say(`tags orders --add "${add}"`, user).then(
        ({ plain }) => plain,
        () => '',
      )
      expect(answer + JSON.stringify(slack.shown.at(-1) ?? '')).toContain(words)
    }
    expect(changes()).toEqual([])
  })

  it('more tags than DRS takes are refused before it is asked', async () => {
    const { say, changes } = await staged()
    const add = Array.from({ length: 19 }, (_, i) => `k${i}=1`).join(',')
    const answer = await say(`tags orders --add "${add}"`)
    expect(answer.plain).toContain('The task would have 21 tags')
    expect(changes()).toEqual([])
  })
})

it('what was changed is told as done, though what is there now cannot be read', async () => {
  let reads = 0
  const { say, changes } = await staged({
    between: async (drs) => {
      const odd = await oddDrs(drs)
      odd.on('list-job-tags', () => {
        reads += 1
        return reads === 1 ? {} : { status: 400, body: { error_code: 'DRS.10000001', error_msg: 'later' } }
      })
      return odd
    },
  })
  const changed = await say('tags orders --add owner=ann')
  expect(changed.plain).toMatch(/Tags set: orders[\s\S]*team=shop[\s\S]*Couldn’t read what is there now/)
  expect(changes()).toHaveLength(1)
})

it('a connection without v5 shows the tags, and says why it cannot change them', async () => {
  const { say, changes } = await staged({ generations: ['v3'] })
  const shown = await say('tags orders')
  expect(shown.plain).toMatch(/env=prod[\s\S]*only be changed over API v5/)
  expect(shown.json).not.toContain('cmd:tags:form')
  expect((await say('tags orders --add a=b', 'ULIWEI')).plain).toContain('只能通过 v5 接口修改')
  expect(changes()).toEqual([])
})

it('a tag that approval rules go by needs a reason and others, the rest is done at once', async () => {
  const drafts: unknown[] = []
  const two: Policy = {
    ...nobody,
    need: [{ group: { name: 'dba', users: ['UBOB'], userGroups: [] }, seats: 1 }],
  }
  const { say, changes } = await staged({
    approvals: {
      policy: async ({ payload }) => (JSON.stringify(payload).includes('"env"') ? two : nobody),
      request: async (draft) => {
        drafts.push(draft)
        throw new Error('asked')
      },
    },
  })
  expect((await say('tags orders --remove env=prod')).plain).toContain('needs approval')
  expect(drafts).toEqual([])
  await say('tags orders --remove env=prod --reason "moved to staging"').catch(() => undefined)
  expect(drafts).toMatchObject([
    { reason: 'moved to staging', payload: { kind: 'call', verb: 'tags', tasks: [{ name: 'orders' }] } },
  ])
  expect(changes()).toEqual([])
})

it('viewers see the tags and cannot change them', async () => {
  const { say, changes } = await staged({ grants: [grant('viewer', '*')] })
  expect((await say('tags orders')).plain).toContain('env=prod')
  expect((await say('tags orders --add a=b')).plain).toContain('operator')
  expect(changes()).toEqual([])
})

it('refused by DRS, the reason is said', async () => {
  const { say } = await staged({
    between: async (drs) => {
      const odd = await oddDrs(drs)
      odd.instead('job-tags-action', () => ({
        status: 400,
        body: { error_code: 'DRS.M00271', error_msg: 'The number of tags exceeds the limit' },
      }))
      return odd
    },
  })
  expect((await say('tags orders --add a=b')).plain).toContain('DRS.M00271')
})

it('tags that look like markup stay text', async () => {
  const { say } = await staged({
    between: async (drs) => {
      const odd = await oddDrs(drs)
      odd.on('list-job-tags', () => ({
        body: { tags: [{ key: '<!channel>', value: '`*x*`' }, { key: 'k' }] },
      }))
      return odd
    },
  })
  const shown = await say('tags orders')
  expect(shown.json).not.toContain('<!channel>')
  expect(shown.plain).toContain('<!channel>=')
})
