import { describe, expect, it, onTestFinished } from 'vitest'
import { type OddDrs, oddDrs } from '../helpers/odd-drs.ts'
import { grant, seedTask, stage, type World } from './stage.ts'

/** Looking: lists with filters and pages, details, help. */
const many = Array.from({ length: 23 }, (_, i) =>
  seedTask(
    `shop-${String(i + 1).padStart(2, '0')}`,
    i % 2 === 0 ? 'CONFIGURATION' : 'INCRE_TRANSFER_STARTED',
  ),
)
const world = { prod: [...many, seedTask('billing', 'CONFIGURATION', { scenario: 'sync' })] }

/** A stage whose answers of DRS can be changed on their way. */
async function oddStage(of: World) {
  const proxies: OddDrs[] = []
  const made = await stage(of, {
    between: async (drs) => {
      const odd = await oddDrs(drs)
      proxies.push(odd)
      onTestFinished(odd.stop)
      return odd
    },
  })
  const [odd] = proxies
  if (!odd) throw new Error('there is no DRS')
  return { ...made, odd }
}

/** The tasks that are named in an answer. */
const namesIn = (plain: string) => [...new Set(plain.match(/shop-\d\d|billing/g) ?? [])].toSorted()

describe('list', () => {
  it('shows ten at a time, with a choice to look closer', async () => {
    const { say } = await stage(world)
    const first = await say('list')
    expect(first.plain).toContain('24 tasks in prod, page 1 of 3')
    expect(namesIn(first.plain)).toHaveLength(10)
    expect(first.json).toContain('"action_id":"cmd:show:ask"')
    expect((await say('list', 'ULIWEI')).plain).toContain('prod 中共 24 个任务，第 1/3 页')
  })

  it('turns its pages in place, keeping the filters, and every task is on one of them', async () => {
    const { say, click } = await stage(world)
    const turned = [await say('list shop --scenario migration')]
    for (let page = 1; page < 3; page++) {
      const buttons =
        turned.at(-1)?.json.matchAll(/"action_id":"cmd:list:page[^"]*","value":"((?:[^"\\]|\\.)*)"/g) ?? []
      const value = JSON.parse(`"${[...buttons].at(-1)?.[1] ?? ''}"`)
      turned.push(await click('cmd:list:page', value))
    }
    expect(turned.map(({ way }) => way)).toEqual(['respond', 'replace', 'replace'])
    expect(turned.at(-1)?.plain).toContain('23 tasks in prod, page 3 of 3')
    const shown = turned.flatMap(({ plain }) => namesIn(plain))
    expect(shown.toSorted()).toEqual(many.map((task) => task.name))
    const words = turned.map(({ plain }) => [plain.includes('Previous'), plain.includes('Next')])
    expect(words).toEqual([
      [false, true],
      [true, true],
      [true, false],
    ])
  })

  it('shows the last page where a later one is asked for', async () => {
    const { say } = await stage(world)
    expect((await say('list --page 99')).plain).toContain('page 3 of 3')
  })

  it.each([
    ['list billing', 1],
    ['list --scenario sync', 1],
    ['list shop --status INCRE_TRANSFER_STARTED', 11],
    ['list --status=CONFIGURATION --scenario=migration', 12],
    ['list name="shop-2"', 4],
  ])('/drs %s finds %i', async (typed, count) => {
    const { say } = await stage(world)
    expect((await say(typed)).plain).toContain(`${count} ${count === 1 ? 'task' : 'tasks'} in prod`)
  })

  it('says when nothing fits', async () => {
    const { say } = await stage(world)
    expect((await say('list moon')).plain).toContain('No task fits.')
    expect((await say('list moon', 'ULIWEI')).plain).toContain('没有符合条件的任务。')
  })

  it.each([
    [1, '1 task not shown: the bot can’t read DRS’s answer about it.', '另有 1 个任务未显示'],
    [2, '2 tasks not shown: the bot can’t read DRS’s answer about them.', '另有 2 个任务未显示'],
  ])('says that %i cannot be shown', async (count, en, zh) => {
    const { say, odd } = await oddStage({ prod: many.slice(0, 5) })
    odd.on('list-jobs', ({ body }) => ({
      body: {
        ...body,
        jobs: body.jobs.map((job: object, i: number) => (i < count ? { ...job, id: {} } : job)),
      },
    }))
    const { plain } = await say('list')
    expect(plain).toContain(`${5 - count} tasks in prod`)
    expect(plain).toContain(en)
    expect((await say('list', 'ULIWEI')).plain).toContain(zh)
    odd.off('list-jobs')
    expect((await say('list')).plain).not.toContain('not shown')
  })

  it.each([
    ['list --status=RUNNING', 'status: Use one of'],
    ['list --page 0', 'page: Give a whole number from 1'],
    ['list --colour blue', 'There is no option “colour”'],
  ])('/drs %s is refused with what is possible', async (typed, said) => {
    const { say } = await stage(world)
    expect((await say(typed)).plain).toContain(said)
  })
})

describe('show', () => {
  it('shows a task with what may be done now', async () => {
    const { say } = await stage(world)
    const shown = await say('show shop-02')
    expect(shown.plain).toContain('Incremental phase running')
    expect(shown.json).toContain('cmd:pause:ask')
    expect(shown.json).not.toContain('cmd:start:ask')
    expect((await say('show shop-01')).json).toContain('cmd:start:ask')
  })

  it('asks which one where several fit', async () => {
    const { say, click } = await stage(world)
    const asked = await say('show shop-1')
    expect(asked.plain).toContain('10 tasks fit. Which one?')
    const option = /"value":"([^"]+)"/.exec(asked.json)?.[1] ?? ''
    expect((await click('cmd:show:pick', option)).plain).toMatch(/shop-1\d/)
  })

  it('explains what DRS says when it is in trouble', async () => {
    const { say, drs } = await stage(world)
    drs('prod').control.fault({ status: 500, code: 'DRS.M00000', message: 'boom' })
    const said = await say('show billing')
    expect(said.plain).toContain('/drs show refused by DRS')
    expect(said.plain).toContain('DRS.M00000')
  })
})

describe('help', () => {
  it('shows a person what that person may do', async () => {
    const { say } = await stage(world, { grants: [grant('viewer', 'UBOB'), grant('operator', 'UALICE')] })
    const [bobs, alices] = [await say('help', 'UBOB'), await say('help')]
    expect(bobs.plain).toContain('/drs list')
    expect(bobs.plain).not.toContain('/drs stop')
    expect(alices.plain).toContain('/drs stop')
    expect(alices.plain).not.toContain('/drs approve')
  })

  it('tells more of one verb, and guesses a mistyped one', async () => {
    const { say } = await stage(world)
    expect((await say('help pause')).plain).toContain('/drs pause <task>')
    expect((await say('help pauze')).plain).toContain('Try /drs help pause')
    expect((await say('help pauze', 'ULIWEI')).plain).toContain('没有命令“pauze”')
    expect((await say('pauze x')).plain).toContain('Did you mean /drs pause?')
  })
})
