import { describe, expect, it } from 'vitest'
import type { Policy } from '../../src/domain/approvals/policy.ts'
import type { Generation } from '../../src/drs/operation.ts'
import { oddDrs } from '../helpers/odd-drs.ts'
import { grant, type StageOptions, seedTask, stage } from './stage.ts'

const world = {
  prod: [
    seedTask('waiting', 'CONFIGURATION', { scenario: 'sync' }),
    seedTask('moving', 'CONFIGURATION'),
    seedTask('running', 'INCRE_TRANSFER_STARTED', { scenario: 'sync' }),
    seedTask('ledger', 'CONFIGURATION', {
      scenario: 'sync',
      engine: 'postgresql',
      source: '192.168.0.32:5432',
      destination: '192.168.0.151:5432',
    }),
  ],
}

const nobody: Policy = { need: [], answerWithinMs: 1, useWithinMs: 1, preconditions: {} }

async function staged(options: StageOptions = {}) {
  const staging = await stage(world, {
    generations: ['v3', 'v5'],
    approvals: { policy: async () => nobody },
    ...options,
  })
  const asked = (...operations: string[]) =>
    staging
      .drs('prod')
      .control.requests(1000)
      .filter((one) => operations.includes(one.operation ?? ''))
  const kept = (json: string) =>
    /"action_id":"cmd:transform:save[^"]*"[^}]*"value":"([^"]*)"/.exec(json)?.[1] ?? ''
  /** Without the marks of code. */
  const bare = <Heard extends { readonly plain: string }>(heard: Heard): Heard => ({
    ...heard,
    plain: heard.plain.replace(/[`\u200b]/g, ''),
  })
  return {
    ...staging,
    say: async (text: string, user?: string) => bare(await staging.say(text, user)),
    asked,
    sets: () => asked('batch-transform-data', 'update-data-processing-rules'),
    save: async (shown: { readonly json: string }, user?: string) =>
      bare(await staging.click('cmd:transform:save', kept(shown.json), user)),
    /** Rules want objects first. */
    choose: async (task = 'waiting', names = 'billing') => {
      const shown = await staging.say(`objects ${task} --scope names --names ${JSON.stringify(names)}`)
      const id = /"action_id":"cmd:objects:save[^"]*"[^}]*"value":"([^"]*)"/.exec(shown.json)?.[1] ?? ''
      await staging.click('cmd:objects:save', id)
    },
  }
}

describe.each<{ generations: readonly Generation[] }>([
  { generations: ['v3'] },
  { generations: ['v5'] },
  { generations: ['v3', 'v5'] },
])('over $generations', ({ generations }) => {
  it('a condition is shown before it is saved, then saved on a press, and shown', async () => {
    const { say, save, sets, choose, asked } = await staged({ generations })
    await choose()
    expect((await say('transform waiting')).plain).toMatch(/Data rules: waiting[\s\S]*No rules/)
    const shown = await say('transform waiting filter billing.accounts --condition "id > 5"')
    expect(shown.plain).toMatch(/nothing is saved yet[\s\S]*billing\.accounts.*rows where id > 5/)
    const v5 = generations.includes('v5')
    expect(asked('check-data-filtering')).toHaveLength(v5 ? 1 : 0)
    expect(shown.plain).toContain(v5 ? '1 passed, 0 failed' : 'can’t check conditions')
    expect(sets()).toEqual([])
    const saved = await save(shown)
    expect(saved.plain).toMatch(/Data rules saved: waiting[\s\S]*Now[\s\S]*rows where id > 5/)
    expect(sets()).toHaveLength(1)
    expect((await say('transform waiting', 'ULIWEI')).plain).toMatch(
      /数据加工规则：waiting[\s\S]*过滤条件：id > 5/,
    )
  })
})

it('v3 gets one entry per table, also of a file, and can’t take a condition back', async () => {
  const { say, save, sets, choose, files } = await staged({ generations: ['v3'] })
  await choose()
  files.set('F1', {
    name: 'rules.txt',
    bytes: new TextEncoder().encode('# conditions\nbilling.accounts: id > 5\nbilling.invoices：id < 9\n'),
  })
  await save(await say('transform waiting filter --file F1'))
  expect(sets().map(({ body }) => body)).toEqual([
    {
      jobs: [
        expect.objectContaining({ object_info: [{ id: 'billing-*-*-accounts', select: 'true' }] }),
        expect.objectContaining({
          transformation_info: { transformation_type: 'contentConditionalFilter', value: 'id < 9' },
        }),
      ],
    },
  ])
  expect((await say('transform waiting filter billing.accounts --condition "id > 6"')).plain).toContain(
    'can’t replace it',
  )
  expect((await say('transform waiting remove billing.accounts', 'ULIWEI')).plain).toContain('v3 接口仅支持')
})

it('a joined table goes as configuration, over v3 and v5', async () => {
  const join =
    'transform waiting join billing.accounts --condition "id > 1" --columns id,created_at --key id --index created_at'
  const three = await staged({ generations: ['v3'] })
  await three.choose()
  await three.save(await three.say(join))
  expect(three.sets()[0]?.body).toMatchObject({
    jobs: [
      {
        transformation_info: { value: 'config' },
        config_transformation: {
          db_table_name: 'billing.accounts',
          col_names: 'id,created_at',
          indexs: 'created_at',
        },
      },
    ],
  })
  expect((await three.say('transform waiting')).plain).toContain('for joins, rows where id > 1')
  const five = await staged({ generations: ['v5'] })
  await five.choose()
  const shown = await five.say(join)
  expect(shown.plain).toContain('for joins, rows where id > 1')
})

it('over v5 every kind of rule is kept beside the others, replaced and removed', async () => {
  const { say, save, sets, choose } = await staged()
  await choose()
  const steps = [
    ['filter billing.accounts --condition "id > 5"', 'rows where id > 5'],
    ['columns billing.accounts --columns created_at', 'without columns created_at'],
    ['add billing.accounts --column copied --filling create_time --type datetime', 'copied datetime'],
    ['statements billing.invoices --dml i,u', 'Inserts, Updates'],
    ['rename billing --prefix old_', 'prefix old_'],
    ['filter billing.accounts --condition "id > 7"', 'rows where id > 7'],
  ] as const
  for (const [text, told] of steps) {
    const shown = await say(`transform waiting ${text}`)
    expect(shown.plain).toContain(told)
    expect((await save(shown)).plain).toMatch(/Data rules saved: waiting/)
  }
  const all = await say('transform waiting')
  for (const [, told] of steps.slice(1)) expect(all.plain).toContain(told)
  expect(all.plain).not.toContain('id > 5')
  expect(JSON.stringify(sets().at(-1)?.body)).toContain('"is_filtered":true')
  await save(await say('transform waiting remove billing.accounts'))
  const left = await say('transform waiting')
  expect(left.plain).not.toContain('billing.accounts')
  expect(left.plain).toContain('prefix old_')
})

it.each([
  ['transform moving filter shop.orders --condition "id > 5"', 'Only synchronizations'],
  ['transform running filter billing.accounts --condition "id > 5"', '“'],
  ['transform ledger filter ledger.entries.x.y --condition "id > 5"', 'database.schema.table'],
  ['transform waiting remove billing.accounts', 'Nothing is set for this table'],
])('%s is refused, and nothing is sent', async (text, why) => {
  const { say, sets } = await staged()
  expect((await say(text)).plain).toContain(why)
  expect(sets()).toEqual([])
})

it('what DRS finds wrong is told by table, and cannot be saved', async () => {
  const { say, choose } = await staged()
  await choose()
  const shown = await say('transform waiting filter billing.nosuch --condition "id > 5"')
  expect(shown.plain).toMatch(/0 passed, 1 failed[\s\S]*billing\.nosuch/)
  expect(shown.json).not.toContain('cmd:transform:save')
  expect(
    (await say('transform waiting columns billing.accounts --columns nosuch', 'ULIWEI')).plain,
  ).toContain('该表没有列 nosuch')
})

it('what has changed meanwhile is shown again before it is saved', async () => {
  const { say, save, sets, choose } = await staged()
  await choose()
  const mine = await say('transform waiting filter billing.accounts --condition "id > 5"')
  await save(await say('transform waiting filter billing.accounts --condition "id > 6"', 'UBOB'), 'UBOB')
  expect((await save(mine)).plain).toContain('have changed since the preview')
  expect(sets()).toHaveLength(1)
})

it('a failed saving is told as one', async () => {
  const { say, save, choose } = await staged({
    between: async (drs) => {
      const odd = await oddDrs(drs)
      odd.on('data-processing-rules-result', ({ body }) => ({ body: { ...body, status: 'failed' } }))
      return odd
    },
  })
  await choose()
  expect((await save(await say('transform waiting rename billing --suffix _x'))).plain).toContain(
    'DRS.10010010',
  )
})

it('rules in an unknown form keep others from being saved, or they would be lost', async () => {
  const { say, sets, choose } = await staged({
    between: async (drs) => {
      const odd = await oddDrs(drs)
      odd.on('get-data-processing-rules', () => ({
        body: { count: 2, data_process_info: [{ dml_operation: 'x' }, { dml_operation: null, news: 1 }] },
      }))
      return odd
    },
  })
  await choose()
  expect((await say('transform waiting')).plain).toContain('1 further rule in an unknown form')
  expect((await say('transform waiting rename billing --suffix _x', 'ULIWEI')).plain).toContain(
    '请在控制台设置',
  )
  expect(sets()).toEqual([])
})

it('viewers only look, and hostile names stay names', async () => {
  const { say, sets, choose } = await staged({
    grants: [grant('viewer', 'UEVE'), grant('operator', 'UALICE')],
  })
  await choose()
  expect((await say('transform waiting', 'UEVE')).json).not.toContain('cmd:transform:form')
  expect((await say('transform waiting rename billing --suffix _x', 'UEVE')).plain).toMatch(/operator/)
  const shown = await say('transform waiting filter \'"<!channel>"."*x*"\' --condition "a < \'<@UEVE>\'"')
  expect(shown.json).not.toMatch(/<!channel>|<@UEVE>/)
  expect(sets()).toEqual([])
})

it('rules want objects first', async () => {
  const { say, sets } = await staged({
    generations: ['v3'],
    between: async (drs) => {
      const odd = await oddDrs(drs)
      odd.on('batch-job-details', ({ body }) => ({
        body: {
          ...body,
          results: body.results.map((row: object) => ({ ...row, object_switch: true, object_infos: [] })),
        },
      }))
      return odd
    },
  })
  const filter = 'transform waiting filter billing.accounts --condition "id > 5"'
  expect((await say(filter)).plain).toContain('Select the objects')
  expect(sets()).toEqual([])
})

it('a raw call that sets rules of a task in configuration needs nobody, as the verb does', async () => {
  const { say, save, choose, memory } = await staged()
  await choose()
  await save(await say('transform waiting rename billing --suffix _x'))
  expect(memory.audited.filter(({ kind }) => kind === 'act')).toContainEqual(
    expect.objectContaining({ kind: 'act', tasks: [expect.any(String)] }),
  )
})
