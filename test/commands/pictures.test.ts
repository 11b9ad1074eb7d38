import { describe, expect, it } from 'vitest'
import type { FiguresAt } from '../../src/domain/tasks/figures.ts'
import { noon } from '../helpers/samples.ts'
import { seedTask, stage } from './stage.ts'

const minute = 60_000
const dr = { scenario: 'cloudDataGuard', engine: 'cloudDataGuard-mysql', mode: 'FULL_INCR_TRANS' } as const
const world = {
  prod: [
    seedTask('wave1-a', 'INCRE_TRANSFER_STARTED'),
    seedTask('wave1-b', 'INCRE_TRANSFER_STARTED'),
    seedTask('pair', 'INCRE_TRANSFER_STARTED', dr),
    seedTask('copying', 'FULL_TRANSFER_STARTED'),
  ],
}

function rows(at: (i: number) => Omit<FiguresAt, 'at'>): readonly FiguresAt[] {
  return Array.from({ length: 20 }, (_, i) => ({ at: noon - (20 - i) * minute, ...at(i) }))
}

const draining = rows((i) => ({ lagMs: (300 - 10 * i) * 1000 }))

/** What the button of that target carries. */
function carriedBy(json: string, target: string): string {
  const [, value] = new RegExp(`"action_id":"${target}[^}]*?"value":"([^"]*)"`).exec(json) ?? []
  if (value === undefined) throw new Error(`there is no ${target}`)
  return value
}

async function opened(staged: Awaited<ReturnType<typeof stage>>, what: string, user = 'UALICE') {
  const [command = ''] = what.split(' ')
  const target = `cmd:${command}:picture`
  const value = carriedBy((await staged.say(what, user)).json, target)
  await staged.dispatchClick(target, value, user)
  return { value, blocks: JSON.stringify(staged.slack.shown.at(-1)?.blocks) }
}

describe('a picture', () => {
  it('is one of all tasks, in a modal, and posted for all only when somebody wants it', async () => {
    const staged = await stage(world)
    const { memory, taskId, click } = staged
    for (const name of ['wave1-a', 'wave1-b']) memory.figures.set(taskId('prod', name), draining)
    const { blocks, value } = await opened(staged, 'lag wave1-*')
    expect(blocks).toContain('"slack_file":{"id":"F-Delay of 2 tasks, the worst"}')
    expect(blocks).toMatch(/"alt_text":"Delay: wave1-[ab]: .* at most/)
    expect(blocks).toContain('cmd:lag:post')
    expect(await click('cmd:lag:post', value)).toMatchObject({ way: 'post', to: 'C1' })
    expect(staged.slack.said.at(-1)?.text).toContain('Delay of 2 tasks, the worst')
  })

  it('that cannot be drawn or uploaded is told in words, also for all', async () => {
    const staged = await stage(world)
    const { memory, taskId, slack, click } = staged
    memory.figures.set(taskId('prod', 'wave1-a'), draining)
    slack.refusing.pictures = new Error('no memory left')
    const { blocks, value } = await opened(staged, 'lag wave1-a')
    expect(blocks).not.toContain('slack_file')
    expect(blocks).toMatch(/Delay: wave1-a: .* at most/)
    slack.closed.add('C1')
    expect((await click('cmd:lag:post', value)).plain).toMatch(/Delay: wave1-a: .* at most/)
  })

  it('of the full phase shows how far it came and what holds it up, in the language of the reader', async () => {
    const staged = await stage(world, { generations: ['v5'] })
    staged.memory.figures.set(
      staged.taskId('prod', 'copying'),
      rows((i) => ({ percent: i })),
    )
    const { blocks } = await opened(staged, 'progress copying', 'ULIWEI')
    expect(blocks).toContain('全量阶段：copying')
    expect(blocks).toContain('尚未完成的对象：copying')
  })

  it('of a DR pair shows RPO and RTO', async () => {
    const staged = await stage(world)
    staged.memory.figures.set(
      staged.taskId('prod', 'pair'),
      rows((i) => ({ rpoMs: i * 1000, rtoMs: 5000 })),
    )
    expect((await opened(staged, 'dr pair')).blocks).toMatch(/RPO and RTO: pair.*RPO .* now, 19 sec at most/)
  })

  it('says that there is nothing to draw of a task that nobody watches', async () => {
    const staged = await stage(world)
    expect((await opened(staged, 'dr pair')).blocks).toContain('There is nothing to draw yet')
  })
})
