import { readFile } from 'node:fs/promises'
import type { App } from '@slack/bolt'
import type { KnownBlock } from '@slack/types'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { parse } from 'yaml'
import type { Dispatcher } from '../../src/slack/dispatch.ts'
import { callbackId, noteView } from '../../src/slack/forms.ts'
import { listen, unescapeTyped } from '../../src/slack/listen.ts'
import type { Interaction } from '../../src/slack/port.ts'
import { type TestLog, testLog } from '../helpers/log.ts'
import { startBot } from '../local-slack/bot.ts'

/** From Slack's envelopes, over a real socket, to the dispatcher, which here notes down what reaches it. */
const channel = 'C01MIGRATION'

interface Heard {
  readonly what: string
  readonly interaction: Interaction
  readonly given: readonly unknown[]
}

type Started = Awaited<ReturnType<typeof startBot>>

let bot: Started
let log: TestLog
let heard: Heard[]
let act: (one: Heard) => Promise<void>
let drawn: string[]
let silenceMs: number
let forgotten: number
let joined: string[]
let left: string[]
let goodbyes: string[]
let settle: () => Promise<void>
let first: (trigger: string) => Promise<boolean>

const note = async (what: string, interaction: Interaction, ...given: unknown[]) => {
  const one = { what, interaction, given }
  heard.push(one)
  await act(one)
}

const dispatcher: Dispatcher = {
  typed: (interaction, text) => note('typed', interaction, text),
  clicked: (interaction, action, value) => note('clicked', interaction, action, value),
  shortcut: (interaction, id, about) => note('shortcut', interaction, id, about),
  back: (interaction, view) => note('back', interaction, view),
  stillWorking: (interaction) => note('waiting', interaction),
  opened: (interaction, subject) => note('opened', interaction, subject),
  linked: (interaction, posted) => note('linked', interaction, posted),
  submitted: async (interaction, view) => {
    await note('submitted', interaction, view)
    return { ack: { response_action: 'clear' } }
  },
  suggest: async (interaction, draft, field, typed) => {
    await note('suggest', interaction, draft, field, typed)
    return [{ value: 'prod/a1', label: 'orders' }]
  },
}

function wire(app: App): void {
  const listening = listen({
    app,
    dispatcher,
    team: 'T0LOCAL',
    people: {
      forget: async () => {
        forgotten += 1
      },
    },
    joined: async (channelRef) => void joined.push(channelRef.channel),
    left: async (channelRef) => void left.push(channelRef.channel),
    signedOut: () => void goodbyes.push('signed out'),
    home: async (user) => void drawn.push(user),
    directMessage: async (user) => `D-of-${user}`,
    first: (trigger) => first(trigger),
    get silenceMs() {
      return silenceMs
    },
    log: { ...testLog(), error: (facts, sentence) => log.error(facts, sentence) },
  })
  settle = listening.settle
}

beforeAll(async () => {
  const manifest: unknown = parse(await readFile('manifest.yml', 'utf8'))
  bot = await startBot(wire, { ackWithin: 1000, rateLimits: false, manifest })
})

beforeEach(() => {
  log = testLog()
  heard = []
  drawn = []
  silenceMs = 60_000
  forgotten = 0
  joined = []
  left = []
  goodbyes = []
  act = async () => undefined
  const known = new Set<string>()
  first = async (trigger) => !known.has(trigger) && Boolean(known.add(trigger))
})

afterEach(() => bot.slack.control.clearFaults())
afterAll(() => bot?.stop())

const alice = () => bot.driver.as('U01ALICE')
const heardOf = (what: string) =>
  vi.waitFor(() => {
    const [one] = heard.filter((other) => other.what === what)
    if (!one) throw new Error(`nothing ${what}`)
    return one
  })

async function message(elements: KnownBlock[]): Promise<string> {
  const { ts } = await bot.app.client.chat.postMessage({ channel, text: 'x', blocks: elements })
  return ts ?? ''
}

const button = (action: string, value?: string): KnownBlock => ({
  type: 'actions',
  elements: [
    { type: 'button', action_id: action, text: { type: 'plain_text', text: 'Go' }, ...(value && { value }) },
  ],
})

describe('a typed command', () => {
  it('arrives with person, channel, a trigger, and its text as it was typed', async () => {
    expect(await alice().command(channel, '/drs show a<b & "c>d"')).toMatchObject({ ok: true })
    const { interaction, given } = await heardOf('typed')
    expect(interaction).toMatchObject({
      team: 'T0LOCAL',
      channel,
      user: 'U01ALICE',
      triggerId: expect.any(String),
    })
    expect(given).toEqual(['show a<b & "c>d"'])
  })

  it('is acknowledged before it is carried out', async () => {
    const started = Promise.all([heardOf('typed')])
    let go = () => {}
    act = () => new Promise<void>((done) => (go = done))
    expect(await alice().command(channel, '/drs list')).toMatchObject({ ok: true })
    await started
    const settled = settle()
    go()
    await settled
  })

  it('can be answered where it was typed, for that person only', async () => {
    act = async ({ interaction }) => interaction.respond?.({ text: 'heard', blocks: [] }, { replace: false })
    await alice().command(channel, '/drs list')
    expect((await alice().waitFor(channel, { text: 'heard' })).ephemeral).toBe(true)
  })

  it('is said to be under way once nothing was to be seen for a while, whatever holds it up', async () => {
    silenceMs = 1
    let go = () => {}
    first = () => new Promise<boolean>((done) => (go = () => done(true)))
    await alice().command(channel, '/drs list')
    await heardOf('waiting')
    expect(heard.map(({ what }) => what)).toEqual(['waiting'])
    go()
    await heardOf('typed')
    expect(heard.filter(({ what }) => what === 'waiting')).toHaveLength(1)
  })

  it('is not said to be under way where something was shown', async () => {
    silenceMs = 100
    const open: (() => void)[] = []
    act = ({ interaction, what, given }) => {
      if (what === 'waiting') return Promise.resolve()
      if (given[0] === 'list') interaction.silence?.break()
      return new Promise<void>((done) => open.push(done))
    }
    await alice().command(channel, '/drs list')
    await alice().command(channel, '/drs quota')
    await heardOf('waiting')
    const [shown, silent] = heard.filter(({ what }) => what === 'typed')
    expect(
      heard.filter(({ what }) => what === 'waiting').map(({ interaction }) => interaction.triggerId),
    ).toEqual([silent?.interaction.triggerId])
    expect(shown?.interaction.silence?.isBroken()).toBe(true)
    for (const done of open) done()
    await settle()
  })

  it('that fails is logged and the bot goes on', async () => {
    act = async () => Promise.reject(new Error('broken'))
    await alice().command(channel, '/drs list')
    await vi.waitFor(() => expect(log.lines).toHaveLength(1))
    expect(log.lines).toMatchObject([{ level: 'error', sentence: 'an interaction could not be answered' }])
    act = async () => undefined
    await alice().command(channel, '/drs help')
    await vi.waitFor(() => expect(heard).toHaveLength(2))
  })

  it('that Slack delivers twice is carried out once', async () => {
    await bot.driver.post('envelope-faults', { kind: 'duplicate', type: 'slash_commands', times: 1 })
    await alice().command(channel, '/drs list')
    await alice().command(channel, '/drs help')
    await vi.waitFor(() => expect(heard.map(({ given }) => given[0])).toEqual(['list', 'help']))
  })

  it('is carried out even if nobody can tell whether it was before', async () => {
    first = async () => Promise.reject(new Error('Redis is away'))
    await alice().command(channel, '/drs list')
    await heardOf('typed')
  })
})

describe('a clicked component', () => {
  it('of a message says which, with its value', async () => {
    await alice().click(await message([button('cmd:start:ask', 'prod/a1')]), 'cmd:start:ask')
    const { interaction, given } = await heardOf('clicked')
    expect(interaction).toMatchObject({
      team: 'T0LOCAL',
      channel,
      user: 'U01ALICE',
      triggerId: expect.any(String),
    })
    expect(interaction.respond).toBeDefined()
    expect(given).toEqual(['cmd:start:ask', 'prod/a1'])
  })

  it('without a value has an empty one', async () => {
    await alice().click(await message([button('cmd:help:ask')]), 'cmd:help:ask')
    expect((await heardOf('clicked')).given).toEqual(['cmd:help:ask', ''])
  })

  it('that is a select says what was chosen', async () => {
    const option = { text: { type: 'plain_text' as const, text: 'orders' }, value: 'prod/a1' }
    const select: KnownBlock = {
      type: 'actions',
      elements: [{ type: 'static_select', action_id: 'cmd:show:ask', options: [option] }],
    }
    await alice().choose(await message([select]), 'cmd:show:ask', 'prod/a1')
    expect((await heardOf('clicked')).given).toEqual(['cmd:show:ask', 'prod/a1'])
  })

  it('may be replaced by its answer', async () => {
    act = async ({ interaction }) =>
      interaction.respond?.({ text: 'turned the page', blocks: [] }, { replace: true })
    const ts = await message([button('cmd:list:page', 'page=2')])
    await alice().click(ts, 'cmd:list:page')
    expect((await alice().waitFor(channel, { ts, text: 'turned the page' })).ephemeral).toBe(false)
  })

  it('of the Home tab is answered in the direct messages', async () => {
    await bot.app.client.views.publish({
      user_id: 'U01ALICE',
      view: { type: 'home', blocks: [button('cmd:create:ask', '-')] },
    })
    const home = await alice().waitForView({ home: true })
    await alice().click(home.id, 'cmd:create:ask')
    const { interaction } = await heardOf('clicked')
    expect(interaction).toMatchObject({ channel: 'D-of-U01ALICE', user: 'U01ALICE' })
    expect(interaction.respond).toBeUndefined()
  })

  it('that nobody knows is acknowledged and left alone', async () => {
    expect(await alice().click(await message([button('something:else')]), 'something:else')).toMatchObject({
      ok: true,
    })
    expect(heard).toEqual([])
  })
})

describe('a form', () => {
  const field: KnownBlock = {
    type: 'input',
    block_id: 'task',
    label: { type: 'plain_text', text: 'Task' },
    element: { type: 'external_select', action_id: 'field', min_query_length: 0 },
  }
  const back: KnownBlock = button('form:back', 'x')
  const typed = { task: { field: { selected_option: { value: 'prod/a1' } } } }

  async function opened(): Promise<string> {
    act = async ({ interaction }) => {
      const view = {
        ...noteView('Form', ['hello'], 'en'),
        private_metadata: 'draft-1',
        callback_id: callbackId,
      }
      await bot.app.client.views.open({
        trigger_id: interaction.triggerId ?? '',
        view: { ...view, submit: { type: 'plain_text', text: 'Send' }, blocks: [field, back] },
      })
    }
    await alice().command(channel, '/drs start')
    const view = await alice().waitForView({ actionId: 'field' })
    act = async () => undefined
    return view.id
  }

  it('asks for suggestions by field and by what was typed, and is sent with its draft', async () => {
    const id = await opened()
    const options = await alice().suggest(id, 'field', 'ord')
    expect(options).toMatchObject([{ text: { text: 'orders' }, value: 'prod/a1' }])
    expect((await heardOf('suggest')).given).toEqual(['draft-1', 'task', 'ord'])
    expect(await alice().submit(id, { Task: 'prod/a1' })).toMatchObject({ ok: true })
    const { given, interaction } = await heardOf('submitted')
    expect(interaction).toMatchObject({ team: 'T0LOCAL', channel: '', user: 'U01ALICE' })
    expect(given).toMatchObject([
      {
        viewId: id,
        mark: 'draft-1',
        state: typed,
      },
    ])
    await alice().waitForNoView()
  })

  it('offers nothing where the suggestions fail', async () => {
    const id = await opened()
    act = async () => Promise.reject(new Error('DRS is away'))
    expect(await alice().suggest(id, 'field', 'ord')).toEqual([])
    act = async () => undefined
    await alice().close(id)
  })

  it('goes back with what is in it', async () => {
    const id = await opened()
    await alice().click(id, 'form:back')
    expect((await heardOf('back')).given).toMatchObject([{ viewId: id, mark: 'draft-1' }])
    await alice().close(id)
  })

  it('that cannot be taken says so in both languages, and stays with what was typed', async () => {
    const id = await opened()
    act = async ({ what }) => {
      if (what === 'submitted') throw new Error('a fault')
    }
    const { errors } = await alice().submit(id, { Task: 'prod/a1' })
    expect(errors?.task).toMatch(/What you typed is still here.*您填写的内容仍在此处/)
    expect(log.lines).toMatchObject([{ level: 'error', sentence: 'a form could not be taken' }])
    act = async () => undefined
    expect(await alice().submit(id)).toMatchObject({ ok: true })
    const sent = heard.filter(({ what }) => what === 'submitted').map(({ given }) => given[0])
    expect(sent).toMatchObject([{ state: typed }, { state: typed }])
  })

  it('is answered in time, whatever holds it up, and stays with what was typed', async () => {
    const id = await opened()
    silenceMs = 1
    let go = () => {}
    act = ({ what }) => (what === 'submitted' ? new Promise((done) => (go = done)) : Promise.resolve())
    const { errors } = await alice().submit(id, { Task: 'prod/a1' })
    expect(errors?.task).toMatch(/did not answer in time.*What you typed is still here/)
    const { given } = await heardOf('submitted')
    expect(given).toMatchObject([{ state: typed, late: { aborted: true } }])
    go()
    act = async () => undefined
    silenceMs = 60_000
    expect(await alice().submit(id)).toMatchObject({ ok: true })
  })

  it('is offered nothing where the suggestions take too long', async () => {
    const id = await opened()
    silenceMs = 1
    let go = () => {}
    act = () => new Promise((done) => (go = done))
    expect(await alice().suggest(id, 'field', 'ord')).toEqual([])
    go()
    act = async () => undefined
    await alice().close(id)
  })
})

describe('the Home tab', () => {
  it('is drawn when it is opened, and not for the messages tab', async () => {
    await alice().home()
    await vi.waitFor(() => expect(drawn).toEqual(['U01ALICE']))
    await bot.slack.control.act('U02BOB', { act: 'home', tab: 'messages' })
    await bot.driver.as('U03CAROL').home()
    await vi.waitFor(() => expect(drawn).toEqual(['U01ALICE', 'U03CAROL']))
  })

  it('is drawn once for an event that Slack delivers twice', async () => {
    bot.slack.control.envelopeFault({ kind: 'duplicate', type: 'events_api', times: 1 })
    await alice().home()
    await bot.driver.as('U03CAROL').home()
    await vi.waitFor(() => expect(drawn).toContain('U03CAROL'))
    expect(drawn).toEqual(['U01ALICE', 'U03CAROL'])
  })
})

describe('what Slack tells of people', () => {
  it('makes them be asked for anew', async () => {
    await bot.slack.control.deactivate('U03CAROL')
    await bot.slack.control.deactivate('U03CAROL', false)
    await vi.waitFor(() => expect(forgotten).toBe(2))
    await bot.slack.control.setGroup('S01DBA', ['U02BOB'])
    await vi.waitFor(() => expect(forgotten).toBe(4))
  })

  it('says when the bot has come into a channel, and not who else has', async () => {
    await bot.slack.control.invite('C03GENERAL')
    await bot.slack.control.invite('C03GENERAL', 'U05GUEST')
    await vi.waitFor(() => expect(joined).toEqual(['C03GENERAL']))
    await bot.slack.control.kick('C03GENERAL')
    await bot.slack.control.invite('C03GENERAL')
    await vi.waitFor(() => expect(joined).toEqual(['C03GENERAL', 'C03GENERAL']))
  })
})

describe('what Slack tells of channels', () => {
  it('says when the bot was removed from one, and not who else was', async () => {
    await bot.slack.control.kick('C02DBA', 'U03CAROL')
    await bot.slack.control.kick('C02DBA')
    await bot.slack.control.kick('G01PROD')
    await vi.waitFor(() => expect(new Set(left)).toEqual(new Set(['C02DBA', 'G01PROD'])))
    for (const id of ['C02DBA', 'G01PROD']) await bot.slack.control.invite(id)
    await bot.slack.control.invite('C02DBA', 'U03CAROL')
  })

  it.each(['C02DBA', 'G01PROD'])('says when %s was archived, and when it was opened again', async (id) => {
    await bot.slack.control.archive(id)
    await vi.waitFor(() => expect(left).toEqual([id]))
    await bot.slack.control.archive(id, false)
    await vi.waitFor(() => expect(joined).toEqual([id]))
  })
})

describe('the text of a command', () => {
  it.each([
    ['a name that became an id', 'access <@U02BOB>', 'access <@U02BOB>'],
    ['a group', 'access &lt;<!subteam^S01DBA>', 'access <<!subteam^S01DBA>'],
    ['a channel', 'use <#C02DBA|dba>', 'use <#C02DBA|dba>'],
    [
      'an address that became a link',
      'see <https://a.example/x?a=1&amp;b=2>',
      'see https://a.example/x?a=1&b=2',
    ],
    ['a host that became a link', 'db <http://db.example.com|db.example.com>', 'db db.example.com'],
    ['a mail address', '<mailto:a@b.example|a@b.example>', 'a@b.example'],
    ['signs', 'a&lt;b &amp;&amp; c&gt;d &amp;lt;', 'a<b && c>d &lt;'],
  ])('says %s as it was meant', (_, sent, meant) => {
    expect(unescapeTyped(sent)).toBe(meant)
  })
})

describe('the end of the installation', () => {
  it('is heard, so that nothing is sent with a token that Slack has taken back', async () => {
    bot.slack.control.uninstall()
    await vi.waitFor(() => expect(goodbyes).toEqual(['signed out', 'signed out']))
  })
})
