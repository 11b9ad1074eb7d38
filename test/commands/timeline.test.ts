import { describe, expect, it } from 'vitest'
import type { EventSummary } from '../../src/domain/delivery/outbox-message.ts'
import { oddDrs } from '../helpers/odd-drs.ts'
import { noon } from '../helpers/samples.ts'
import { stage as boldStage, grant, type StageOptions, seedTask, type World } from './stage.ts'

/** What is read, without the signs of bold type. */
async function stage(world: World, options: StageOptions = {}) {
  const staged = await boldStage(world, options)
  const plainly = <Said extends { plain: string }>(said: Said) => ({
    ...said,
    plain: said.plain.replace(/[*\u200b]/g, ''),
  })
  return {
    ...staged,
    say: async (...what: Parameters<typeof staged.say>) => plainly(await staged.say(...what)),
    click: async (...what: Parameters<typeof staged.click>) => plainly(await staged.click(...what)),
  }
}

const world = {
  prod: [seedTask('orders', 'INCRE_TRANSFER_STARTED'), seedTask('other', 'INCRE_TRANSFER_STARTED')],
}
const minute = 60_000

function status(
  taskId: string,
  minutesAgo: number,
  from: string,
  to: string,
  attribution?: EventSummary['event']['attribution'],
): EventSummary {
  const at = noon - minutesAgo * minute
  const event = { id: `${to}:${at}`, at, kind: 'status' as const, from, to }
  return {
    taskId,
    name: 'orders',
    scenario: 'migration',
    event: { ...event, ...(attribution && { attribution }) },
  }
}

describe.each([[['v3']], [['v3', 'v5']], [['v5']]] as const)('over %j', (generations) => {
  it('shows what DRS remembers, in both languages', async () => {
    const { say } = await stage(world, { generations })
    const { plain } = await say('timeline orders')
    expect(plain).toMatch(/Timeline: orders/)
    const v5 = generations.some((one) => one === 'v5')
    const v3 = generations.some((one) => one === 'v3')
    if (v5) expect(plain).toMatch(/DRS · `Task orders created`/)
    if (v3) expect(plain).toMatch(/· Created\b/)
    expect(plain).toContain('What happened while nobody watched isn’t known')
    expect((await say('timeline orders', 'ULIWEI')).plain).toMatch(/时间线：orders[\s\S]*最新的在最后/)
  })
})

describe('timeline', () => {
  it('shows statuses with their durations and who brought them about, in the console too', async () => {
    const { say, memory, taskId } = await stage(world)
    const id = taskId('prod', 'orders')
    const incremental = 'INCRE_TRANSFER_STARTED'
    memory.told.push(
      status(id, 90, 'FULL_TRANSFER_STARTED', incremental),
      status(id, 60, incremental, 'PAUSING', { by: 'UALICE', verb: 'pause' }),
      status(id, 50, 'PAUSING', incremental, 'console'),
      status(taskId('prod', 'other'), 40, 'PAUSING', 'INCRE_TRANSFER_FAILED'),
    )
    const { plain } = await say('timeline orders')
    expect(plain).toMatch(/after 30 min[\s\S]*after 10 min · by .*UALICE[\s\S]*after 50 min · in the console/)
    expect(plain).not.toContain('failed')
    expect((await say('timeline orders', 'ULIWEI')).plain).toMatch(/持续 30分钟[\s\S]*在控制台操作/)
    const both = await say('timeline orders,other')
    expect(both.plain).toMatch(/other · .*failed/)
  })

  it('gives a status no duration where nobody saw what came after it', async () => {
    const { say, memory, taskId } = await stage(world)
    const id = taskId('prod', 'orders')
    memory.told.push(
      status(id, 90, 'FULL_TRANSFER_STARTED', 'PAUSING'),
      status(id, 60, 'INCRE_TRANSFER_STARTED', 'INCRE_TRANSFER_FAILED'),
    )
    const { plain } = await say('timeline orders')
    expect(plain).not.toContain('after 30 min')
    expect(plain).toContain('after 1 hr')
  })

  it('goes to earlier pages and back', async () => {
    const { say, click, memory, taskId } = await stage(world)
    const id = taskId('prod', 'orders')
    for (let i = 40; i > 0; i -= 1) memory.told.push(status(id, i, 'PAUSING', 'INCRE_TRANSFER_STARTED'))
    const first = await say('timeline orders')
    expect(first.plain).toContain('Earlier')
    expect(first.plain).not.toContain('Later')
    const [, value = ''] = /"value":"(1 [^"]*)"/.exec(first.json) ?? []
    const second = await click('cmd:timeline:page', value)
    expect(second.plain).toMatch(/Earlier[\s\S]*Later/)
    expect(second.plain).not.toBe(first.plain)
    const beyond = await click('cmd:timeline:page', value.replace('1 ', '99 '))
    expect(beyond.plain).toMatch(/1 to \d+ of/)
  })

  it('shows the audit to admins only', async () => {
    for (const [role, seen] of [
      ['admin', true],
      ['viewer', false],
    ] as const) {
      const { say, memory, taskId } = await stage(world, { grants: [grant(role, '*')] })
      const about = { connection: 'prod', tasks: [taskId('prod', 'orders')] }
      memory.audited.push({
        ...{ kind: 'act', at: noon, who: 'UBOB', team: 'T1', channel: 'C1', verb: 'speed', what: 'x' },
        ...about,
      })
      const team = memory.audited.length
      expect(team).toBe(1)
      const { plain } = await say('timeline orders')
      expect(plain.includes('UBOB')).toBe(seen)
    }
    const nobody = await stage(world, { grants: [grant('viewer', 'USOMEBODY')] })
    expect((await nobody.say('timeline orders')).plain).not.toContain('Created')
  })

  it('shows hostile lines of the log as text, and the rest where DRS refuses them', async () => {
    const odd = (answer: { status: number; body: unknown }): StageOptions => ({
      generations: ['v3', 'v5'],
      between: async (drs) => {
        const one = await oddDrs(drs)
        one.instead('get-job', () => answer)
        return one
      },
    })
    const line = { level: 'ERROR', message: '<!channel> `x`\nnext', create_time: '2026-01-01T00:00:00Z' }
    const hostile = await stage(world, odd({ status: 200, body: { job: { total_count: 1, logs: [line] } } }))
    const shown = await hostile.say('timeline orders')
    expect(shown.plain).toMatch(/DRS · ERROR · `<!channel>/)
    expect(shown.json).not.toMatch(/"text":"<!channel>[^}]*mrkdwn/)
    const refused = await stage(
      world,
      odd({ status: 403, body: { error_code: 'APIGW.0302', error_msg: 'no' } }),
    )
    expect((await refused.say('timeline orders')).plain).toMatch(
      /· Created\b[\s\S]*What DRS didn’t report[\s\S]*APIGW.0302/,
    )
  })
})
