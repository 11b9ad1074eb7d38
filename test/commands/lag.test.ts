import { describe, expect, it } from 'vitest'
import { addLagSample, type LagHistory } from '../../src/domain/tasks/lag-history.ts'
import { oddDrs } from '../helpers/odd-drs.ts'
import { noon } from '../helpers/samples.ts'
import { stage as boldStage, grant, type StageOptions, seedTask, type World } from './stage.ts'

/** What is read, without the signs of bold type. */
async function stage(world: World, options: StageOptions = {}) {
  const staged = await boldStage(world, options)
  return {
    ...staged,
    say: async (...what: Parameters<typeof staged.say>) => {
      const said = await staged.say(...what)
      return { ...said, plain: said.plain.replace(/[*\u200b]/g, '') }
    },
  }
}

const dr = { scenario: 'cloudDataGuard', engine: 'cloudDataGuard-mysql', mode: 'FULL_INCR_TRANS' } as const
const world = {
  prod: [
    seedTask('wave1-a', 'INCRE_TRANSFER_STARTED'),
    seedTask('wave1-b', 'INCRE_TRANSFER_STARTED'),
    seedTask('pair', 'INCRE_TRANSFER_STARTED', dr),
    seedTask('copying', 'FULL_TRANSFER_STARTED'),
  ],
}

/** DRS tells these delays in seconds, by the name of the task. */
const lagging = (operation: string, delays: readonly number[]): StageOptions => ({
  between: async (drs) => {
    const odd = await oddDrs(drs)
    odd.on(operation, ({ body }) => ({
      body: {
        ...body,
        results: body.results.map((row: object, i: number) => ({
          ...row,
          incre_trans_delay: String(delays[i] ?? 0),
          incre_trans_delay_millis: String((delays[i] ?? 0) * 1000),
        })),
      },
    }))
    return odd
  },
})

const falling = [140, 130, 120, 110, 100, 90].reduce<LagHistory>(
  (history, lag, i) => addLagSample(history, lag * 1000, noon - (6 - i) * 60_000),
  [],
)

describe.each([[['v3']], [['v3', 'v5']], [['v5']]] as const)('over %j', (generations) => {
  it('shows the delay now and where it arises, in both languages', async () => {
    const { say } = await stage(world, { generations })
    const shown = await say('lag pair')
    expect(shown.plain).toMatch(
      /Delay: pair[\s\S]*Now: [\d.]+ (ms|sec)[\s\S]*Limit: 1 min[\s\S]*Where it arises/,
    )
    expect(shown.plain).toContain('the bot keeps delays only of tasks that are watched')
    expect(shown.json).toContain('cmd:watch:ask')
    expect((await say('lag pair', 'ULIWEI')).plain).toMatch(/时延：pair[\s\S]*当前：[\d.]+[\s\S]*产生位置/)
  })

  it('of a task that copies says that there is none', async () => {
    const { say } = await stage(world, { generations })
    expect((await say('lag copying')).plain).toMatch(/DRS reports no delay: the task is in “/)
  })

  it('tells where the delay of a migration arises only where v5 is there', async () => {
    const { say } = await stage(world, { generations })
    const { plain } = await say('lag wave1-a')
    const v5 = generations.some((one) => one === 'v5')
    expect(plain).toContain(v5 ? 'Where it arises' : 'DRS reports where it arises only')
  })
})

describe('lag', () => {
  it('shows the course, where it is going and the limit that it is above', async () => {
    const { say, memory, taskId } = await stage(world, lagging('batch-job-progress', [80]))
    const id = taskId('prod', 'wave1-a')
    memory.seen.set(id, {
      ...{ connection: 'prod', id, status: 'INCRE_TRANSFER_STARTED', version: 1, changedAt: noon },
      lags: falling,
    })
    const { plain, json } = await say('lag wave1-a')
    expect(plain).toMatch(/Now: 1 min 20 sec, falling; below 5 sec in about \d+ min/)
    expect(plain).toMatch(/Course: █[▁▂▃▄▅▆▇█]{15} · lowest 1 min 20 sec at .* · highest 2 min 20 sec/)
    expect(json).not.toContain('cmd:watch:ask')
    expect((await say('lag wave1-a', 'ULIWEI')).plain).toMatch(/1分钟20秒，下降中；约 .*后低于 5秒/)
  })

  it('says when it is over, how sure that is, and how likely before a time', async () => {
    const { say, memory, taskId } = await stage(world, lagging('batch-job-progress', [100]))
    const drained = Array.from({ length: 20 }, (_, i) => ({
      at: noon - (20 - i) * 60_000,
      lagMs: (300 - 10 * i) * 1000,
    }))
    memory.figures.set(taskId('prod', 'wave1-a'), drained)
    const { plain, json } = await say('lag wave1-a --before "in 1h"')
    expect(plain).toMatch(/Forecast: below 5 sec at about .* · quite sure · before .*: likely/)
    expect(json).toContain('cmd:lag:picture')
    expect((await say('lag wave1-a --before "in 2 min"')).plain).toMatch(/before .*: unlikely/)
    expect((await say('lag wave1-a', 'ULIWEI')).plain).toMatch(/预测：预计 .* 左右低于 5秒.*较为可靠/)
    expect((await say('lag wave1-a --before never')).plain).toContain('“never” is not a time')
  })

  it('of several is a table, the worst first, with what cannot be found', async () => {
    const { say } = await stage(world, lagging('batch-job-progress', [3, 90]))
    const { plain, json } = await say('lag wave1-*,nothing')
    expect(plain).toContain('Delay of 2 tasks, the worst first')
    expect(json).toContain('1 min 30 sec')
    expect(plain).toContain('nothing')
    const order = [...json.matchAll(/"text":"(wave1-[ab])"/g)].map(([, name]) => name)
    const delays = [json.indexOf('1 min 30 sec'), json.indexOf('"3 sec"')]
    expect(order.length).toBeGreaterThanOrEqual(2)
    expect(delays[0]).toBeLessThan(delays[1] ?? -1)
  })

  it('falls back on what the bot saw where DRS refuses, and says how old that is', async () => {
    const { say, memory, taskId } = await stage(world, {
      between: async (drs) => {
        const odd = await oddDrs(drs)
        odd.instead('batch-job-progress', () => ({
          status: 403,
          body: { error_code: 'APIGW.0302', error_msg: 'no' },
        }))
        return odd
      },
    })
    const id = taskId('prod', 'wave1-a')
    memory.seen.set(id, {
      ...{ connection: 'prod', id, status: 'INCRE_TRANSFER_STARTED', version: 1, changedAt: noon },
      progress: { lagMs: 42_000 },
    })
    const { plain } = await say('lag wave1-a')
    expect(plain).toMatch(/DRS doesn’t report it now. The bot saw 42 sec at /)
    expect(plain).toContain('APIGW.0302')
  })

  it('is for viewers, and for nobody without a role', async () => {
    const viewing = await stage(world, { grants: [grant('viewer', '*')] })
    expect((await viewing.say('lag wave1-a')).plain).toContain('Now:')
    const nobody = await stage(world, { grants: [grant('viewer', 'USOMEBODY')] })
    expect((await nobody.say('lag wave1-a')).plain).not.toContain('Now:')
  })
})
