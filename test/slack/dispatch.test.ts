import { describe, expect, it, onTestFinished, vi } from 'vitest'
import * as z from 'zod'
import type { Grant } from '../../src/domain/access/roles.ts'
import { errorOf } from '../../src/drs/errors.ts'
import { command } from '../../src/kit/command.ts'
import { reply } from '../../src/kit/reply.ts'
import { createDispatcher } from '../../src/slack/dispatch.ts'
import { noteView } from '../../src/slack/forms.ts'
import type { Interaction } from '../../src/slack/port.ts'
import { testServices } from '../helpers/command-services.ts'
import { interactionOf, testDrafts, testSlack } from '../helpers/handler-services.ts'
import { testLog } from '../helpers/log.ts'
import { sampleTask, words } from '../helpers/samples.ts'
import { type Ran, refused, sampleCommands } from './sample-commands.ts'

const orders = sampleTask({ id: 'a1b2-jb101', name: 'orders' })
const ordersEu = sampleTask({ id: 'c3d4-jb101', name: 'orders-eu' })
const ordersUs = sampleTask({ id: 'e5f6-jb101', name: 'orders-us' })

function setUp(
  options: { grants?: readonly Grant[]; more?: ReturnType<typeof sampleCommands>; patience?: number } = {},
) {
  const ran: Ran[] = []
  const slack = testSlack()
  const log = testLog()
  const drafts = testDrafts()
  const services = testServices({
    tasks: [orders, ordersEu, ordersUs],
    ...(options.grants && { grants: options.grants }),
  })
  const commands = [...sampleCommands(ran), ...(options.more ?? [])]
  const dispatcher = createDispatcher({
    commands,
    services,
    drafts,
    slack,
    log,
    ...(options.patience !== undefined && { workingNoticeMs: options.patience }),
  })
  const interaction = (more?: Partial<Interaction>) => interactionOf(slack, more)
  return { ran, slack, log, drafts, services, dispatcher, interaction }
}

/** What the one person was told, whichever way. */
function lastSaid(slack: ReturnType<typeof testSlack>) {
  const last = slack.said.at(-1)
  if (!last) throw new Error('nothing was said')
  return last
}

describe('typed text', () => {
  it('runs the command and answers the person', async () => {
    const { dispatcher, interaction, slack, ran } = setUp()
    await dispatcher.typed(interaction(), 'show orders --long')
    expect(ran).toEqual([
      { command: 'show', user: 'U1', channel: 'C1', args: { task: orders.id, long: true } },
    ])
    expect(slack.said).toMatchObject([{ way: 'respond', to: 'U1', text: 'This is orders' }])
  })

  it('lets a flag stand before the task', async () => {
    const { dispatcher, interaction, ran } = setUp()
    await dispatcher.typed(interaction(), 'show --long orders')
    await dispatcher.typed(interaction(), 'show --long false orders')
    expect(ran.map((run) => run.args)).toEqual([
      { task: orders.id, long: true },
      { task: orders.id, long: false },
    ])
  })

  it('posts in the channel what is meant for it', async () => {
    const { dispatcher, interaction, slack } = setUp()
    await dispatcher.typed(interaction(), 'start orders 3 because it is time')
    expect(slack.said).toMatchObject([{ way: 'post', to: 'C1', text: 'Started' }])
  })

  it('answers the person, and says why, where it may not post', async () => {
    const { dispatcher, interaction, slack, services } = setUp()
    slack.closed.add('C1')
    services.barriers.set('C1', 'absent')
    await dispatcher.typed(interaction(), 'start orders 3 because')
    expect(lastSaid(slack)).toMatchObject({ way: 'respond', to: 'U1' })
    expect(lastSaid(slack).text).toMatch(/^Started\n.*\/invite/)
  })

  it('whispers where there is no address to respond to, or it refuses', async () => {
    const { dispatcher, interaction, slack, log } = setUp()
    const { respond: _, ...without } = interaction()
    await dispatcher.typed(without, 'show orders')
    await dispatcher.typed(
      interaction({ respond: () => Promise.reject(new Error('expired')) }),
      'show orders',
    )
    expect(slack.said.map((said) => said.way)).toEqual(['whisper', 'whisper'])
    expect(log.lines.map((line) => line.level)).toEqual(['warn'])
  })

  it.each([
    ['shwo orders', 'There is no command “shwo”. Did you mean /drs show? /drs help lists them all.'],
    ['SHOWW', 'Did you mean /drs show?'],
    ['teleport', 'There is no command “teleport”. /drs help lists them all.'],
    [
      'show orders --lnog',
      'lnog: There is no option “lnog”. Known options: task, long. Usage: /drs show &lt;task&gt; [--long]',
    ],
    ['show orders --long maybe', 'There is no task “orders maybe”'],
    [
      'start orders 12 because',
      'speed: Enter a whole number from 1 to 9. Usage: /drs start &lt;task&gt; &lt;speed&gt; &lt;why&gt;',
    ],
    ['start orders ten', 'speed: Enter a whole number from 1 to 9'],
    ['show payments', 'There is no task “payments” in prod'],
    ['show task=orders eu', 'show doesn’t take “eu”'],
    ['', 'There is no command “help”'],
  ])('explains what is wrong with “%s”', async (text, answer) => {
    const { dispatcher, interaction, slack, ran } = setUp()
    await dispatcher.typed(interaction(), text)
    expect(ran).toEqual([])
    expect(slack.shown).toEqual([])
    expect(slack.said).toHaveLength(1)
    expect(lastSaid(slack).text).toContain(answer)
  })

  it('explains in the language of the person', async () => {
    const { dispatcher, interaction, slack, services } = setUp()
    services.people.set('U1', { locale: 'zh-CN', groups: [] })
    await dispatcher.typed(interaction(), 'shwo')
    expect(lastSaid(slack).text).toContain('没有命令“shwo”。您是想输入 /drs show 吗？')
  })

  it('is refused to people who may not use the bot', async () => {
    const { dispatcher, interaction, slack, services, ran } = setUp()
    const refused = words('Guests cannot use the bot')
    services.people.set('U1', { locale: 'en', refused, groups: [] })
    await dispatcher.typed(interaction(), 'show orders')
    expect(ran).toEqual([])
    expect(lastSaid(slack).text).toContain('Guests cannot use the bot')
  })
})

describe('several tasks that fit', () => {
  async function ambiguous() {
    const parts = setUp()
    await parts.dispatcher.typed(parts.interaction(), 'show orders- --long')
    const [select] = lastSaid(parts.slack).blocks.flatMap((block) =>
      block.type === 'actions' ? block.elements : [],
    )
    if (select?.type !== 'static_select') throw new Error('nothing to choose from')
    return { ...parts, select }
  }

  it('are offered by name, and the choice goes on with everything that was typed', async () => {
    const { dispatcher, interaction, slack, select, ran } = await ambiguous()
    expect(lastSaid(slack).text).toContain('2 tasks match. Which one?')
    expect(select.options?.map((option) => option.text.text)).toEqual([
      '⚪ orders-eu · Waiting for configuration · MySQL → MySQL',
      '⚪ orders-us · Waiting for configuration · MySQL → MySQL',
    ])
    await dispatcher.clicked(interaction(), select.action_id ?? '', select.options?.[1]?.value ?? '')
    expect(ran).toEqual([
      { command: 'show', user: 'U1', channel: 'C1', args: { task: ordersUs.id, long: true } },
    ])
  })

  it('are not for somebody else to choose from, nor after an hour', async () => {
    const { dispatcher, interaction, slack, select, ran, drafts } = await ambiguous()
    const value = select.options?.[0]?.value ?? ''
    await dispatcher.clicked(interaction({ user: 'U2' }), select.action_id ?? '', value)
    drafts.expire()
    await dispatcher.clicked(interaction(), select.action_id ?? '', value)
    expect(ran).toEqual([])
    expect(slack.said.slice(1).map((said) => said.text.includes('Start again'))).toEqual([true, true])
  })
})

describe('a clicked button', () => {
  it('hands its value to the action of that name', async () => {
    const { dispatcher, interaction, slack, ran } = setUp()
    await dispatcher.clicked(interaction(), 'cmd:list:page', '2')
    // A second button of the same action carries a number (blocks.ts).
    await dispatcher.clicked(interaction(), 'cmd:list:page:1', '3')
    expect(ran.map((run) => run.args)).toEqual([{ value: '2' }, { value: '3' }])
    expect(slack.said).toMatchObject([
      { way: 'replace', text: 'Page 2' },
      { way: 'replace', text: 'Page 3' },
    ])
  })

  it('starts the command with the task it names', async () => {
    const { dispatcher, interaction, ran } = setUp()
    await dispatcher.clicked(interaction(), 'cmd:show:ask', 'prod/c3d4-jb101')
    expect(ran.map((run) => run.args)).toEqual([{ task: ordersEu.id, long: false }])
  })

  it.each([
    ['a verb that is gone', 'cmd:shows:ask'],
    ['an act that is gone', 'cmd:show:turn'],
  ])('of %s is explained, and does nothing', async (_, target) => {
    const { dispatcher, interaction, slack, ran } = setUp()
    await dispatcher.clicked(interaction(), target, 'prod/c3d4-jb101')
    expect(lastSaid(slack).text).toContain('This button no longer works')
    expect(ran).toEqual([])
  })
})

describe('the role', () => {
  const viewer = [{ role: 'viewer', users: ['U1'], connections: ['*'], channels: ['*'] }] as const

  it('is checked when a command is typed, a button clicked and a form asked for', async () => {
    const { dispatcher, interaction, slack, ran } = setUp({ grants: viewer })
    await dispatcher.typed(interaction(), 'start orders 3 because')
    await dispatcher.clicked(interaction(), 'cmd:start:ask', 'prod/a1b2-jb101')
    await dispatcher.clicked(interaction(), 'cmd:start:form', '-')
    expect(ran).toEqual([])
    expect(slack.shown).toEqual([])
    expect(slack.said.map((said) => said.text.includes('Only operators of '))).toEqual([true, true, true])
  })

  it('lets through what it is enough for', async () => {
    const { dispatcher, interaction, ran } = setUp({ grants: viewer })
    await dispatcher.typed(interaction(), 'show orders')
    expect(ran).toHaveLength(1)
  })

  it('is nobody’s without a grant', async () => {
    const { dispatcher, interaction, slack, ran } = setUp({ grants: viewer })
    await dispatcher.clicked(interaction({ user: 'U2' }), 'cmd:list:page', '2')
    expect(ran).toEqual([])
    expect(lastSaid(slack).text).toContain('Only viewers of ')
  })
})

describe('somebody who may not use the bot', () => {
  const gone = { en: 'This account is deactivated.', 'zh-CN': '该账号已停用。' }
  const everyWay: readonly [
    string,
    (parts: ReturnType<typeof setUp>, more: Partial<Interaction>) => Promise<unknown>,
  ][] = [
    ['types', ({ dispatcher, interaction }, more) => dispatcher.typed(interaction(more), 'show orders')],
    [
      'clicks',
      ({ dispatcher, interaction }, more) =>
        dispatcher.clicked(interaction(more), 'cmd:show:ask', 'prod/a1b2-jb101'),
    ],
    [
      'clicks what only an approver may',
      ({ dispatcher, interaction }, more) => dispatcher.clicked(interaction(more), 'cmd:list:page', '2'),
    ],
    [
      'sends a form',
      ({ dispatcher, interaction }, more) =>
        dispatcher.submitted(interaction(more), {
          viewId: 'V1',
          draftId: 'none',
          state: {},
          shown: noteView('Form', [], 'en'),
        }),
    ],
  ]

  it.each(everyWay)('is told so when the account is deactivated: %s', async (_, act) => {
    const parts = setUp()
    parts.services.people.set('U1', { locale: 'en', refused: gone, groups: [] })
    const answered = await act(parts, {})
    expect(parts.ran).toEqual([])
    expect(JSON.stringify([parts.slack.said, answered])).toContain('deactivated')
    expect(parts.services.audited).toMatchObject([{ kind: 'refused', who: 'U1', what: gone.en }])
  })

  it.each(everyWay)('is told so when the same id comes from another workspace: %s', async (_, act) => {
    const parts = setUp()
    const answered = await act(parts, { team: 'T2' })
    expect(parts.ran).toEqual([])
    expect(JSON.stringify([parts.slack.said, answered])).toContain('other workspaces')
    expect(parts.services.audited).toMatchObject([{ kind: 'refused', who: 'U1', team: 'T1' }])
    expect(parts.services.audited[0]?.what).toContain('(workspace T2)')
  })

  it('is written down with the verb when only the role is missing', async () => {
    const { dispatcher, interaction, services } = setUp({ grants: [] })
    await dispatcher.typed(interaction(), 'start orders 3 because')
    expect(services.audited).toMatchObject([
      { kind: 'refused', who: 'U1', channel: 'C1', verb: 'start', what: expect.stringContaining('operator') },
    ])
  })

  it('is answered even if nothing can be written down', async () => {
    const parts = setUp({ grants: [] })
    Object.assign(parts.services.auditing, { audit: () => Promise.reject(new Error('Redis is away')) })
    await parts.dispatcher.typed(parts.interaction(), 'show orders')
    expect(parts.slack.said.at(-1)?.text).toContain('Only viewers of ')
    expect(parts.log.lines.map(({ sentence }) => sentence)).toContain(
      'a refused attempt could not be audited',
    )
  })

  it('finds nothing in the audit of what was refused for other reasons', async () => {
    const { dispatcher, interaction, services } = setUp()
    await dispatcher.typed(interaction(), 'nonsense')
    expect(services.audited).toEqual([])
  })
})

describe('a command that goes wrong', () => {
  it('is explained without its raw error, which is logged with a reference', async () => {
    const { dispatcher, interaction, slack, log } = setUp()
    await dispatcher.typed(interaction(), 'missed inside')
    const { text, blocks } = lastSaid(slack)
    expect(text + JSON.stringify(blocks)).not.toMatch(/hunter2|redis/)
    const [line] = log.lines
    expect(line?.level).toBe('error')
    const reference = line && 'reference' in line.facts ? String(line.facts.reference) : 'missing'
    expect(text).toContain(`Log reference: ${reference}`)
  })

  it('at DRS is explained with meaning, advice, code and request id', async () => {
    const { dispatcher, interaction, slack } = setUp()
    await dispatcher.typed(interaction(), 'missed drs')
    const row = errorOf(refused.code)
    const { text } = lastSaid(slack)
    for (const part of [row?.meaning.en, row?.advice.en, 'DRS.M00202', 'req-77', refused.message]) {
      expect(text).toContain(part)
    }
  })

  it('does not make an error of a refusal', async () => {
    const { dispatcher, interaction, log } = setUp()
    await dispatcher.typed(interaction(), 'show payments')
    expect(log.lines).toMatchObject([{ level: 'info', sentence: 'refused' }])
  })
})

/** A promise to be kept by the test. */
function signal() {
  let resolve = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

describe('work that takes long', () => {
  function slow(result: Promise<void>) {
    return command({
      name: 'unwatch',
      group: 'see',
      summary: words('Slow'),
      uses: [],
      args: z.strictObject({}),
      async run() {
        await result
        return reply.toMe({ title: 'Done' })
      },
    })
  }

  it('is announced, and its result follows', async () => {
    const release = signal()
    const { dispatcher, interaction, slack } = setUp({ more: [slow(release.promise)], patience: 0 })
    const announced = signal()
    const asked = interaction()
    const listening: Interaction = {
      ...asked,
      respond: async (message, options) => {
        await asked.respond?.(message, options)
        announced.resolve()
      },
    }
    const work = dispatcher.typed(listening, 'unwatch')
    await announced.promise
    expect(slack.said).toMatchObject([{ way: 'respond', text: 'Working on it …' }])
    release.resolve()
    await work
    expect(slack.said.map((said) => said.text)).toEqual(['Working on it …', 'Done'])
  })

  it('is not announced when it was quick, not even later', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const { dispatcher, interaction, slack } = setUp({ more: [slow(Promise.resolve())], patience: 1000 })
    await dispatcher.typed(interaction(), 'unwatch')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(slack.said.map((said) => said.text)).toEqual(['Done'])
  })
})
