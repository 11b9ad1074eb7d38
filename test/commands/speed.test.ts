import { describe, expect, it } from 'vitest'
import { oddDrs } from '../helpers/odd-drs.ts'
import { grant, type StageOptions, seedTask, stage } from './stage.ts'

const world = {
  prod: [
    seedTask('waiting', 'CONFIGURATION'),
    seedTask('copying', 'FULL_TRANSFER_STARTED'),
    seedTask('following', 'INCRE_TRANSFER_STARTED'),
    seedTask('changes', 'CONFIGURATION', { scenario: 'sync', mode: 'INCR_TRANS' }),
  ],
}

const generations = [
  ['v3', 'batch-limit-speed'],
  ['v5', 'update-job'],
] as const

async function staged(options: StageOptions = {}) {
  const staging = await stage(world, options)
  const asked = (operation: string) =>
    staging
      .drs('prod')
      .control.requests(100)
      .filter((one) => one.operation === operation)
  return { ...staging, asked }
}

describe.each(generations)('over %s', (generation, operation) => {
  const options = { generations: [generation] }

  it('limits the whole day, shows what it was and what it is, and takes the limit away again', async () => {
    const { say, asked, memory, taskId } = await staged(options)
    const set = await say('speed copying --limit 15')
    expect(memory.audited).toContainEqual(
      expect.objectContaining({ kind: 'act', verb: 'speed', tasks: [taskId('prod', 'copying')] }),
    )
    expect(memory.pendingActions).toEqual([])
    expect(set.plain).toMatch(
      /Speed limit set: copying[\s\S]*Before[\s\S]*Not limited[\s\S]*Now[\s\S]*All day: 15 MB\/s/,
    )
    expect(asked(operation)).toHaveLength(1)
    const off = await say('speed copying --limit 不限速', 'ULIWEI')
    expect(off.plain).toMatch(/已设置限速：copying[\s\S]*修改前[\s\S]*全天：15 MB\/s[\s\S]*当前[\s\S]*不限速/)
  })

  it('of several tasks, item by item', async () => {
    const { say } = await staged(options)
    const set = await say('speed waiting,copying,following --limit 20')
    expect(set.plain).toContain('Speed limit set on 2 of 3 tasks')
    expect(set.plain).toContain('*waiting* · Not limited → All day: 20 MB/s')
    expect(set.plain).toContain('*copying* · Not limited → All day: 20 MB/s')
    expect(set.plain).toContain('*following* · The speed limit only slows the full copy')
  })

  it('asks back with both zones before hours of the person’s clocks count', async () => {
    const { say, click, memory, asked } = await staged(options)
    memory.people.set('UALICE', { locale: 'en', groups: [], zone: 'Europe/Berlin' })
    const question = await say('speed copying --limit "08:00-18:00 15"')
    expect(question.plain).toContain('Limit the speed of copying in these hours?')
    expect(question.plain).toMatch(/08:00–18:00 Berlin · 0[67]:00–1[67]:00 UTC: 15 MB\/s/)
    expect(asked(operation)).toEqual([])
    const [, value = ''] = /"action_id":"cmd:speed:set[^"]*"[^}]*"value":"([^"]*)"/.exec(question.json) ?? []
    const done = await click('cmd:speed:set', value)
    expect(done.plain).toMatch(/Speed limit set: copying[\s\S]*08:00–18:00 Berlin/)
    expect(JSON.stringify(asked(operation)[0]?.body)).toMatch(
      /"begin":"0[67]:00","end":"1[67]:59","speed":"15"/,
    )
  })
})

describe('the form', () => {
  it('shows and proposes what is set now', async () => {
    const { say, dispatch, slack } = await staged()
    await say('speed copying --limit 15')
    await dispatch('speed copying', 'UALICE')
    const form = JSON.stringify(slack.shown.at(-1))
    expect(form).toContain('All day: 15 MB/s')
    expect(form).toMatch(/"initial_value":"15"/)
    await dispatch('speed copying', 'ULIWEI')
    expect(JSON.stringify(slack.shown.at(-1))).toContain('全天：15 MB/s')
  })

  it.each([
    ['following', 'the full copy. The task is in', '限速仅对全量阶段生效'],
    ['changes', 'copies changes only', '没有全量阶段'],
  ])('does not open for a task that is %s', async (task, en, zh) => {
    const { dispatch, slack, asked } = await staged()
    for (const [user, words] of [
      ['UALICE', en],
      ['ULIWEI', zh],
    ] as const) {
      await dispatch(`speed ${task}`, user)
      expect(JSON.stringify(slack.shown.at(-1))).toContain(words)
      expect(slack.shown.at(-1)).not.toHaveProperty('submit')
    }
    expect(asked('batch-limit-speed')).toEqual([])
  })

  it('says what is wrong on the field', async () => {
    const { wizard } = await staged()
    const { errors } = await wizard('speed copying', { limit: '08:30-18:00 15' })
    expect(errors).toMatchObject({ limit: expect.stringContaining(':00') })
  })
})

it('refused by DRS, the reason is said, and nothing of it was set', async () => {
  const { say } = await staged({
    between: async (drs) => {
      const odd = await oddDrs(drs)
      odd.on('batch-limit-speed', ({ body }) => ({
        body: {
          ...body,
          results: body.results.map((row: object) => ({
            ...row,
            status: 'failed',
            error_code: 'DRS.M00403',
            error_msg: 'no',
          })),
        },
      }))
      return odd
    },
  })
  const refused = await say('speed waiting --limit 15')
  expect(refused.plain).toContain('DRS.M00403')
  const several = await say('speed waiting,copying --limit 15', 'ULIWEI')
  expect(several.plain).toContain('未做任何修改')
})

it('is refused to viewers, and DRS is not asked', async () => {
  const { say, asked } = await staged({ grants: [grant('viewer', '*')] })
  expect((await say('speed copying --limit 15')).plain).toContain('operator')
  expect(asked('batch-limit-speed')).toEqual([])
})

it('a name that looks like markup stays a name', async () => {
  const { say, taskId } = await staged({
    between: async (drs) => {
      const odd = await oddDrs(drs)
      odd.on('batch-job-details', ({ body }) => ({
        body: {
          ...body,
          results: body.results.map((row: object) => ({ ...row, name: '<!channel> *odd*' })),
        },
      }))
      return odd
    },
  })
  const set = await say(`speed ${taskId('prod', 'copying')} --limit 15`)
  expect(set.plain).toMatch(/Speed limit set: <!channel>/)
  expect(set.json).not.toContain('<!channel>')
})

it('a limit in hours of another zone than UTC is unknown rather than wrong', async () => {
  const { say } = await staged({
    between: async (drs) => {
      const odd = await oddDrs(drs)
      odd.on('batch-job-details', ({ body }) => ({
        body: {
          ...body,
          results: body.results.map((row: object) => ({
            ...row,
            speed_limit: [{ begin: '08:00', end: '09:59', speed: '5', is_utc: false }],
          })),
        },
      }))
      return odd
    },
  })
  expect((await say('speed copying --limit 15')).plain).toContain('DRS doesn’t show it')
})
