import { describe, expect, it } from 'vitest'
import type { Policy } from '../../src/domain/approvals/policy.ts'
import type { RequestDraft } from '../../src/domain/approvals/request.ts'
import { oddDrs } from '../helpers/odd-drs.ts'
import { grant, type StageOptions, seedTask, stage } from './stage.ts'

const changes = { scenario: 'sync', mode: 'INCR_TRANS' } as const
const world = {
  prod: [
    seedTask('waiting', 'CONFIGURATION', { ...changes, engine: 'mysql' }),
    seedTask('warehouse', 'CONFIGURATION', { ...changes, destination: 'dws-in' }),
    seedTask('whole', 'CONFIGURATION', { scenario: 'sync', engine: 'mysql', mode: 'FULL_INCR_TRANS' }),
    seedTask('following', 'INCRE_TRANSFER_STARTED', { ...changes, engine: 'mysql' }),
    seedTask('moving', 'CONFIGURATION'),
  ],
}

const warehouse = {
  name: 'warehouse',
  engine: 'dws',
  host: '192.168.0.41',
  port: 8000,
  instanceId: 'dws-in',
  user: 'drs_user',
  password: 'secret',
} as const

const position = 'mysql-bin.000277:805'

const nobody: Policy = { need: [], answerWithinMs: 1, useWithinMs: 1, preconditions: {} }
const one: Policy = {
  ...nobody,
  need: [{ group: { name: 'dba', users: ['UBOB'], userGroups: [] }, seats: 1 }],
}

async function staged(options: StageOptions = {}) {
  const staging = await stage(world, {
    generations: ['v3', 'v5'],
    approvals: { policy: async () => nobody },
    databases: [warehouse],
    ...options,
  })
  const asked = (operation: string) =>
    staging
      .drs('prod')
      .control.requests(100)
      .filter((request) => request.operation === operation)
  return { ...staging, asked }
}

describe.each([
  { generations: ['v5'], operation: 'update-start-position', body: (set: object) => set },
  { generations: ['v3', 'v5'], operation: 'batch-set-sync-policy', body: ofJob },
  { generations: ['v3'], operation: 'batch-set-sync-policy', body: ofJob },
] as const)('over $generations', ({ generations, operation, body: wrapped }) => {
  it('sets the position of a MySQL source with its GTID set, and writes it down', async () => {
    const { say, asked, memory, taskId } = await staged({ generations })
    const set = await say(`position waiting ${position} --gtid "7a3c:1-5"`)
    expect(set.plain).toContain('Start position set: waiting')
    expect(asked(operation).map(({ body }) => body)).toEqual([
      wrapped({ file_and_position: position, gtid_set: '7a3c:1-5' }),
    ])
    expect(memory.audited).toContainEqual(
      expect.objectContaining({ kind: 'act', verb: 'position', tasks: [taskId('prod', 'waiting')] }),
    )
    expect((await say(`position waiting ${position} --gtid 7a3c:1-6`, 'ULIWEI')).plain).toContain(
      '已设置启动位点：waiting',
    )
  })
})

function ofJob(set: object): object {
  return { jobs: [{ job_id: expect.any(String), ...set }] }
}

describe.each([[['v5']], [['v3', 'v5']]] as const)('over %j', (generations) => {
  it('looks a position up by time, and offers it without setting it', async () => {
    const { say, asked, memory, click, slack } = await staged({
      generations,
      between: async (drs) => {
        const odd = await oddDrs(drs)
        // Its clock stands still, so that it would search for ever.
        odd.on('db-position-result', ({ body }) => ({ body: { ...body, status: 'success', position } }))
        return odd
      },
    })
    memory.people.set('UALICE', { locale: 'en', groups: [], zone: 'Europe/Berlin' })
    const found = await say('position warehouse --at "2026-01-05 08:00"')
    expect(asked('collect-db-position').map(({ body }) => body)).toEqual([
      { reset_position_time: '2026-01-05T07:00:00Z' },
    ])
    const [, value = ''] =
      /"action_id":"cmd:position:form[^"]*"[^}]*"value":"((?:[^"\\]|\\.)*)"/.exec(found.json) ?? []
    const [, told = ''] = /--position "([^"]+)"/.exec(JSON.parse(`"${value}"`)) ?? []
    expect(told).toBe(position)
    expect(found.plain).toContain(told)
    expect(asked('update-start-position')).toEqual([])
    await click('cmd:position:form', JSON.parse(`"${value}"`))
    expect(JSON.stringify(slack.shown.at(-1))).toContain('Executed_Gtid_Set')
  })
})

it('over v3 alone no position is looked up, which is said', async () => {
  const { say } = await staged({ generations: ['v3'] })
  expect((await say('position warehouse --at "2026-01-05 08:00"')).plain).toMatch(/no call for it/)
})

it('needs approval where the rules want it, and the request says the position', async () => {
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
  await say(`position waiting ${position} --gtid 7a3c:1 --reason "dump of Monday"`)
  expect(drafts).toMatchObject([{ payload: { verb: 'position', options: { position, gtid: '7a3c:1' } } }])
  expect(asked('batch-set-sync-policy')).toEqual([])
})

describe('the form', () => {
  it.each([
    ['following', 'before the start only', '仅在任务启动前'],
    ['whole', 'begins with a full copy', '包含全量阶段'],
    ['moving', 'Only synchronization tasks', '仅同步任务'],
  ])('does not open for %s', async (task, en, zh) => {
    const { dispatch, slack, asked } = await staged()
    for (const [user, said] of [
      ['UALICE', en],
      ['ULIWEI', zh],
    ] as const) {
      await dispatch(`position ${task}`, user)
      expect(JSON.stringify(slack.shown.at(-1))).toContain(said)
      expect(slack.shown.at(-1)).not.toHaveProperty('submit')
    }
    expect(asked('update-start-position')).toEqual([])
  })

  it.each([
    [{ at: 'soon' }, 'at', 'not a time'],
    [{ at: '2999-01-01 10:00' }, 'at', 'in the past'],
    [{ position, gtid: '<script>' }, 'gtid', 'without'],
  ])('%o is refused on its field', async (answers, field, said) => {
    const { wizard } = await staged()
    const { errors } = await wizard('position waiting', answers)
    expect(errors).toMatchObject({ [field]: expect.stringContaining(said) })
  })
})

it.each([
  ['position waiting 123:45 --gtid 7a3c:1', 'file.number:position'],
  [`position waiting ${position}`, 'needs the Executed_Gtid_Set'],
])('%s is refused before DRS is asked', async (text, said) => {
  const { say, asked } = await staged()
  expect((await say(text)).plain).toContain(said)
  expect(asked('batch-set-sync-policy')).toEqual([])
})

it('a refusal by DRS, and a search that finds nothing, are said', async () => {
  const answer = { status: 400, body: { error_code: 'DRS.10010006', error_msg: 'no' } }
  const { say } = await staged({
    generations: ['v5'],
    between: async (drs) => {
      const odd = await oddDrs(drs)
      odd.instead('update-start-position', () => answer)
      odd.on('db-position-result', ({ body }) => ({ body: { job_id: body.job_id, status: 'failed' } }))
      return odd
    },
  })
  expect((await say(`position waiting ${position} --gtid 7a3c:1`)).plain).toContain('DRS.10010006')
  expect((await say('position warehouse --at "2026-01-05 08:00"')).plain).not.toContain('Use this position')
})

it('is refused to viewers, and DRS is not asked', async () => {
  const { say, asked } = await staged({ grants: [grant('viewer', '*')] })
  expect((await say(`position waiting ${position} --gtid 7a3c:1`)).plain).toContain('operator')
  expect(asked('update-start-position')).toEqual([])
})
