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

  it('shows the last page where a later one is asked for, and says so', async () => {
    const { say } = await stage(world)
    const { plain } = await say('list --page 99')
    expect(plain).toContain('page 3 of 3')
    expect(plain).toContain('There is no page 99. This is the last one, page 3.')
    expect((await say('list --page 99', 'ULIWEI')).plain).toContain('没有第 99 页')
    expect((await say('list --page 3')).plain).not.toContain('There is no page')
  })

  it('shows the worst first, then what moves, then the rest by name, and counts each', async () => {
    const { say } = await stage({
      prod: [
        seedTask('a-rest', 'CONFIGURATION'),
        seedTask('b-healthy', 'INCRE_TRANSFER_STARTED'),
        seedTask('c-moving', 'FULL_TRANSFER_STARTED'),
        seedTask('d-failed', 'FULL_TRANSFER_FAILED'),
        seedTask('e-needs', 'INCRE_TRANSFER_STARTED'),
      ],
    })
    const { plain } = await say('list')
    const names = [...plain.matchAll(/\*([a-e]-\w+)\*/g)].map(([, name]) => name)
    expect(names).toEqual(['d-failed', 'c-moving', 'a-rest', 'b-healthy', 'e-needs'])
    expect(plain).toContain('🔴 1 failed · 🔵 1 moving · 🟢 2 healthy · ⚪ 1 at rest')
    expect((await say('list', 'ULIWEI')).plain).toContain('🔴 失败 1 · 🔵 进行中 1 · 🟢 正常 2 · ⚪ 未运行 1')
  })

  it('knows from what was seen which tasks need somebody', async () => {
    const made = await stage({
      prod: [seedTask('a-calm', 'CONFIGURATION'), seedTask('b-late', 'CONFIGURATION')],
    })
    made.needing.add(made.taskId('prod', 'b-late'))
    const { plain } = await made.say('list')
    expect(plain).toContain('🟠 1 needs somebody · ⚪ 1 at rest')
    expect(plain.indexOf('🟠 *b-late*')).toBeLessThan(plain.indexOf('⚪ *a-calm*'))
  })

  it('tells tasks of one name apart by id and address, in the list and in its menu', async () => {
    const { say } = await stage({
      prod: [seedTask('twin', 'CONFIGURATION'), seedTask('twin', 'CONFIGURATION')],
    })
    const { plain, json } = await say('list')
    const lines = plain.split('\n').filter((line) => line.includes('*twin*'))
    expect(new Set(lines).size).toBe(2)
    for (const line of lines) expect(line).toContain('192.168.0.28:3306')
    const labels = [...json.matchAll(/"text":"⚪ (twin · [^"]+)"/g)].map(([, label]) => label)
    expect(new Set(labels).size).toBe(2)
  })

  it('is narrowed down with its menus, which keep the rest of the query', async () => {
    const { say, click } = await stage({
      prod: [
        seedTask('shop-1', 'FULL_TRANSFER_FAILED'),
        seedTask('shop-2', 'CONFIGURATION'),
        seedTask('other', 'FULL_TRANSFER_FAILED', { scenario: 'sync' }),
      ],
    })
    const { json } = await say('list shop')
    const values = [...json.matchAll(/"value":"((?:[^"\\]|\\.)*attention=(?:[^"\\]|\\.)*)"/g)]
    const failed = values
      .map(([, value]) => JSON.parse(`"${value}"`))
      .find((value) => value.includes('failed'))
    const shown = await click('cmd:list:page', failed)
    expect([shown.way, shown.plain.includes('shop-1'), shown.plain.includes('shop-2')]).toEqual([
      'replace',
      true,
      false,
    ])
    expect(shown.plain).not.toContain('other')
  })

  it('reads tags where they are asked for', async () => {
    const { say } = await stage({
      prod: [
        seedTask('first', 'CONFIGURATION', { tags: [{ key: 'wave1', value: '' }] }),
        seedTask('second', 'CONFIGURATION', { tags: [{ key: 'wave2', value: 'x' }] }),
        seedTask('third', 'CONFIGURATION'),
      ],
    })
    expect((await say('list tag:wave1')).plain).toContain('1 task in prod')
    expect((await say('list !tag:wave1')).plain).toContain('2 tasks in prod')
    expect((await say('list tag:wave2=x')).plain).toContain('*second*')
  })

  it.each([
    ['list billing', 1],
    ['list healthy', 11],
    ['list 正常 shop', 11],
    ['list 配置中 迁移', 12],
    ['list sync', 1],
    ['list mysql configuring', 13],
    ['list scenario:migration 配置中', 12],
    ['list dr', 0],
    ['list --attention rest', 13],
    ['list --engine mysql billing', 1],
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
    expect((await say('list moon')).plain).toContain('No task matches.')
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
    ['list --status=RUNNING', 'status: “RUNNING” is not one of'],
    ['list colour:blue', 'There is no filter “colour:”'],
    ['list connection:prod', 'A list shows the tasks of the channel’s connection'],
    ['list --page 0', 'page: 0 is too low, the lowest is 1'],
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

  it.each([
    ['one that is named', 'shop-02', 1],
    ['several', 'shop-02 shop-04', 2],
  ])('asks DRS once for the details of %s', async (_, names, times) => {
    const { say, odd } = await oddStage(world)
    expect((await say(`show ${names}`)).plain).toContain('shop-02')
    const details = odd.asked.filter(({ operation }) => operation === 'batch-job-details')
    expect(details).toHaveLength(times)
  })

  it('asks which one where several fit', async () => {
    const { say, click } = await stage(world)
    const asked = await say('show shop-1')
    expect(asked.plain).toContain('10 tasks match. Which one?')
    const option = /"value":"([^"]+)"/.exec(asked.json)?.[1] ?? ''
    expect((await click('cmd:show:pick', option)).plain).toMatch(/shop-1\d/)
  })

  it('shows several in short, with a choice to look closer', async () => {
    const { say } = await stage(world)
    const shown = await say('show shop-02, shop-04 billing')
    expect(shown.plain).toContain('3 tasks')
    expect(namesIn(shown.plain)).toEqual(['billing', 'shop-02', 'shop-04'])
    expect(shown.plain.match(/192\.168\.0\.28:3306/g)).toHaveLength(3)
    expect(shown.json).toContain('"action_id":"cmd:show:ask"')
    // One that a pattern fits is one all the same.
    expect((await say('show bill*')).json).toContain('cmd:start:ask')
  })

  it('shows more than ten as lines, and says what it does not know by name', async () => {
    const { say } = await stage(world)
    const shown = await say('show shop-* billig')
    expect(shown.plain).toContain('23 tasks')
    expect(shown.plain).toContain('and 6 more')
    expect(shown.plain).not.toContain('192.168.0.28')
    expect(shown.plain).toContain('*billig* · There is no task “billig” in prod. Did you mean billing?')
  })

  it('names those that may have been meant where there is no such task', async () => {
    const { say } = await stage(world)
    expect((await say('show biling')).plain).toContain(
      'There is no task “biling” in prod. Did you mean billing?',
    )
    expect((await say('show hop-0', 'ULIWEI')).plain).toContain(
      '找不到任务“hop-0”（连接 prod）。您是否要找：shop-01、shop-02、shop-03？',
    )
    expect((await say('show qqqqqq')).plain).toContain('/drs list shows names and IDs.')
  })

  it('explains what DRS says when it is in trouble', async () => {
    const { say, drs } = await stage(world)
    drs('prod').control.fault({ status: 500, code: 'DRS.M00000', message: 'boom' })
    const said = await say('show billing')
    expect(said.plain).toContain('Task details refused by DRS')
    expect(said.plain).toContain('DRS.M00000')
  })
})

describe('help', () => {
  it('shows a person what that person may do', async () => {
    const { say } = await stage(world, { grants: [grant('viewer', 'UBOB'), grant('operator', 'UALICE')] })
    const [bobs, alices] = [await say('help', 'UBOB'), await say('help')]
    expect(bobs.plain).toContain('See all tasks, the worst first: `/drs list failed`')
    expect(bobs.plain).not.toContain('/drs pause')
    expect(alices.plain).toContain('/drs pause')
    expect(bobs.json).toContain('"action_id":"cmd:help:group"')
  })

  it('shows the verbs of a group on demand, with an example each, as far as the person may use them', async () => {
    const { click } = await stage(world, { grants: [grant('viewer', 'UBOB'), grant('operator', 'UALICE')] })
    const run = await click('cmd:help:group', 'run')
    expect(run.plain).toContain('`/drs stop orders-to-rds` Stop tasks')
    expect((await click('cmd:help:group', 'run', 'UBOB')).plain).not.toContain('/drs stop')
    expect((await click('cmd:help:group', 'admin')).plain).not.toContain('/drs approve ')
  })

  it('names ten verbs or fewer, each with one line', async () => {
    const { say } = await stage(world, { grants: [grant('admin', '*')] })
    const { plain } = await say('help')
    expect(plain.match(/^•/gm)?.length).toBeLessThanOrEqual(10)
  })

  it('tells more of one verb, and guesses a mistyped one', async () => {
    const { say } = await stage(world)
    expect((await say('help pause')).plain).toContain('/drs pause <task>')
    expect((await say('help pauze')).plain).toContain('Try /drs help pause')
    expect((await say('help pauze', 'ULIWEI')).plain).toContain('没有命令“pauze”')
    expect((await say('pauze x')).plain).toContain('Did you mean /drs pause?')
  })
})
