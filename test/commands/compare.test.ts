import { describe, expect, it } from 'vitest'
import type { Generation } from '../../src/drs/operation.ts'
import { readable } from '../../src/local-slack/components.ts'
import { grant, type StageOptions, seedTask, stage } from './stage.ts'

const world = {
  prod: [seedTask('orders', 'INCRE_TRANSFER_STARTED'), seedTask('paused', 'PAUSING')],
}

const minute = 60_000

async function staged(options: StageOptions = {}) {
  const staging = await stage(world, { generations: ['v3'], ...options })
  const { control } = staging.drs('prod')
  const ref = `prod/${staging.taskId('prod', 'orders')}`
  const asked = (operation: string) =>
    control.requests(200).filter((request) => request.operation === operation)
  const later = () => control.advance({ ms: 10 * minute })
  /** The value of the button that was drawn with that act. */
  const buttonOf = (json: string, act: string) => {
    const found = new RegExp(`"action_id":"cmd:compare:${act}(?::\\d+)?"[^{}]*?"value":"([^"]+)"`).exec(json)
    const other = new RegExp(`"value":"([^"]+)"[^{}]*?"action_id":"cmd:compare:${act}(?::\\d+)?"`).exec(json)
    const value = found?.[1] ?? other?.[1]
    if (value === undefined) throw new Error(`no button compare:${act} in ${json}`)
    return value
  }
  const optionsOf = (json: string) =>
    [...json.matchAll(/"value":"([0-9a-f-]{36} \d+)"/g)].map(([, one]) => one ?? '')
  /** What a click shows in a modal of the person’s own. */
  const pane = async (act: string, value: string, user = 'UALICE') => {
    await staging.click(`cmd:compare:${act}`, value, user)
    const blocks: unknown = JSON.parse(JSON.stringify(staging.slack.shown.at(-1)?.blocks ?? []))
    return { plain: readable(blocks as Parameters<typeof readable>[0]), json: JSON.stringify(blocks) }
  }
  return { ...staging, control, ref, asked, later, pane, buttonOf, optionsOf }
}

describe.each(['v3', 'v5'] as const)('a comparison over %s', (generation) => {
  const generations: readonly Generation[] = [generation]
  const data = generation === 'v3' ? 'create-table-compare-job' : 'job-action'

  it('of objects and rows is begun at once, and waited for as one', async () => {
    const { say, memory, taskId } = await staged({ generations })
    const { plain } = await say('compare orders objects+rows --scope all')
    expect(plain).toContain('DRS accepted the request for orders')
    expect(memory.pendingActions.at(-1)).toMatchObject({
      verb: 'compare',
      comparisons: [{ kind: 'object' }, { kind: 'row', id: expect.any(String) }],
    })
    expect(memory.audited).toContainEqual(
      expect.objectContaining({ kind: 'act', verb: 'compare', tasks: [taskId('prod', 'orders')] }),
    )
  })

  it('takes pasted tables under their own names', async () => {
    const { dispatch, asked, slack } = await staged({ generations })
    await dispatch(
      'compare orders values --scope names --names "billing.invoices" --method dynamic',
      'UALICE',
    )
    const [request] = asked(data)
    expect(JSON.stringify(request?.body ?? slack.said.at(-1))).toMatch(/"billing"[\s\S]*"invoices"/)
    expect(JSON.stringify(request?.body)).toContain('"contentCompareType":"dynamic"')
  })

  it('is refused while another is under way, which is named, in both languages', async () => {
    const { say, asked } = await staged({ generations })
    await say('compare orders rows')
    const before = asked(data).length
    expect((await say('compare orders values')).plain).toContain('Still under way: Row comparison')
    expect((await say('compare orders values', 'ULIWEI')).plain).toContain('正在进行：行对比')
    expect(asked(data)).toHaveLength(before)
  })

  it('tells what differs, level by level, and the worst first', async () => {
    const { say, click, pane, control, later, ref, buttonOf, optionsOf } = await staged({ generations })
    control.difference({ task: 'orders', table: 'billing.invoices', rows: 3, kind: 'missing' })
    control.difference({ task: 'orders', table: 'reports.monthly', rows: 1, kind: 'table' })
    await say('compare orders rows')
    later()
    const history = await click('cmd:compare:history', ref)
    expect(history.plain).toMatch(/Row comparison: \d+ differences/)
    const result = await pane('result', buttonOf(history.json, 'result'))
    expect(result.plain).toMatch(/2 of 2 differ[\s\S]*differs/)
    const places = optionsOf(result.json)
    const seen = []
    for (const place of places) seen.push((await pane('tables', place)).plain)
    expect(seen.join('\n')).toMatch(/billing\.invoices[\s\S]{0,80}differs/)
    expect(seen.join('\n')).toMatch(/reports\.monthly[\s\S]{0,80}not at the destination/)
  })

  it('is cancelled by whoever began it, without being an operator any more, and by no other viewer', async () => {
    const { say, click, memory, control } = await staged({
      generations,
      grants: [grant('operator', 'UALICE')],
    })
    await say('compare orders rows')
    const [begun] = memory.pendingActions.at(-1)?.comparisons ?? []
    const ref = `prod/${memory.pendingActions.at(-1)?.taskId}`
    const value = `${ref} row ${begun?.id} UALICE`
    expect((await click('cmd:compare:cancel', value, 'UBOB')).plain).toMatch(/Only|operator/)
    expect((await click('cmd:compare:cancel', value)).plain).toContain('Comparison cancelled')
    expect(control.requests(50).some(({ operation }) => /cancel|job-action/.test(operation ?? ''))).toBe(true)
    const history = await click('cmd:compare:history', ref)
    expect(history.plain).toContain('Row comparison: cancelled')
  })

  it('is told as a table for all where the bot makes the file', async () => {
    const { say, click, pane, control, later, ref, buttonOf, slack } = await staged({
      generations,
      grants: [grant('operator', 'UALICE'), grant('viewer', 'UBOB')],
    })
    control.difference({ task: 'orders', table: 'billing.invoices', rows: 3, kind: 'missing' })
    await say('compare orders rows')
    later()
    const history = await click('cmd:compare:history', ref)
    const result = await pane('result', buttonOf(history.json, 'result'), 'UBOB')
    await click('cmd:compare:export', buttonOf(result.json, 'export'), 'UBOB')
    const file = slack.files.at(-1)
    if (!file || !('bytes' in file)) throw new Error('no file')
    expect(new TextDecoder().decode(file.bytes)).toMatch(/^Database,[\s\S]*billing,invoices,,differs,/)
  })

  it('is refused to viewers, and where the status does not allow it, before DRS is asked', async () => {
    const viewer = await staged({ generations, grants: [grant('viewer', '*')] })
    expect((await viewer.say('compare orders rows')).plain).toContain('operator')
    const { say, asked } = await staged({ generations })
    expect((await say('compare paused rows')).plain).toContain('Incremental phase running')
    expect(asked(data)).toEqual([])
  })

  it('at a time is asked back in both zones, and goes to DRS with its time', async () => {
    const { say, click, buttonOf, asked, memory } = await staged({ generations })
    const question = await say('compare orders rows --at "tomorrow 6:00"')
    expect(question.plain).toMatch(/Compare orders at this time\?[\s\S]*UTC/)
    expect(asked(data)).toEqual([])
    await click('cmd:compare:schedule', buttonOf(question.json, 'schedule'))
    expect(JSON.stringify(asked(data)[0]?.body)).toMatch(/"start_time":"\d{13}"/)
    expect(memory.pendingActions.at(-1)?.comparisons).toMatchObject([{ kind: 'row', at: expect.any(Number) }])
  })
})

it('of a pair with two directions is refused over v5 in the words of DRS', async () => {
  const pair = seedTask('pair', 'INCRE_TRANSFER_STARTED', {
    ...{ scenario: 'cloudDataGuard', engine: 'cloudDataGuard-mysql', dualActive: true },
    source: '192.168.0.29:3306',
  })
  const { say } = await stage({ prod: [pair] }, { generations: ['v5'] })
  expect((await say('compare pair rows')).plain).toContain('DRS.')
})

describe('what only v3 tells', () => {
  it('rows that differ, with their SQL, go to operators only, page by page', async () => {
    const { say, click, pane, control, later, ref, buttonOf, optionsOf, slack } = await staged({
      grants: [grant('operator', 'UALICE'), grant('viewer', 'UBOB')],
    })
    control.difference({ task: 'orders', table: 'billing.taxes', rows: 7, kind: 'changed' })
    await say('compare orders values')
    later()
    const history = await click('cmd:compare:history', ref)
    const result = await pane('result', buttonOf(history.json, 'result'))
    const [database = ''] = optionsOf(result.json)
    const tables = await pane('tables', database)
    const [table = ''] = optionsOf(tables.json)
    const rows = await pane('rows', table)
    expect(rows.plain).toMatch(/Row 1 to 5 of 7[\s\S]*select \* from/i)
    const more = await pane('rows', buttonOf(rows.json, 'rows'))
    expect(more.plain).toContain('Row 6 to 7 of 7')
    expect(JSON.stringify(slack.said)).not.toMatch(/select \* from/i)
    const shown = slack.shown.length
    expect((await click('cmd:compare:rows', table, 'UBOB')).plain).toContain('operator')
    expect(slack.shown).toHaveLength(shown)
  })

  it('DRS makes the file, which is fetched with a second click', async () => {
    const { say, click, later, ref, buttonOf, asked, slack } = await staged()
    await say('compare orders rows')
    later()
    const history = await click('cmd:compare:history', ref)
    const value = buttonOf(history.json, 'result')
    expect((await click('cmd:compare:export', value)).plain).toContain('DRS is making the file')
    expect(asked('export-compare-result')).toHaveLength(1)
    later()
    await click('cmd:compare:export', value)
    expect(asked('download-compare-result')).toHaveLength(1)
    expect(slack.files.at(-1)?.name).toMatch(/\.xlsx$/)
  })

  it('one that waits for its time is begun now', async () => {
    const { say, click, ref, memory } = await staged()
    await say('compare orders rows --at 2026-12-02T06:00:00Z')
    const [begun] = memory.pendingActions.at(-1)?.comparisons ?? []
    expect((await click('cmd:compare:history', ref)).plain).toContain('waiting to start')
    expect((await click('cmd:compare:now', `${ref} row ${begun?.id}`)).plain).toContain('Comparison started')
  })
})

it('the comparisons of the console are shown when somebody asks, and none is none', async () => {
  const { click, ref } = await staged({ generations: ['v5'] })
  expect((await click('cmd:compare:history', ref)).plain).toContain('Nothing was compared yet')
})
