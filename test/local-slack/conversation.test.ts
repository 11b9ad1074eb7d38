import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBot } from './bot.ts'

const plain = (text: string) => ({ type: 'plain_text' as const, text })
const card = (text: string) => [
  { type: 'section' as const, text: { type: 'mrkdwn' as const, text } },
  {
    type: 'actions' as const,
    block_id: 'acts',
    elements: [
      { type: 'button' as const, action_id: 'start', text: plain('Start'), value: 'task-1' },
      { type: 'button' as const, action_id: 'vote', text: plain('Yes'), value: 'yes' },
      {
        type: 'static_select' as const,
        action_id: 'pick',
        options: [
          { text: plain('Fast'), value: 'f' },
          { text: plain('Slow'), value: 's' },
        ],
      },
    ],
  },
]

describe('talking between Bolt and the local Slack', () => {
  let bot: Awaited<ReturnType<typeof startBot>>
  const heard: string[] = []

  beforeAll(async () => {
    bot = await startBot((app) => {
      app.command('/drs', async ({ ack, command, respond, client }) => {
        heard.push(command.text)
        if (command.text === 'quick') return ack('Done at once')
        await ack()
        if (command.text === 'aloud') await respond({ text: 'For all', response_type: 'in_channel' })
        else if (command.text === 'post')
          await client.chat.postMessage({
            channel: command.channel_id,
            text: 'Orders: running',
            blocks: card('*Orders*: running'),
            metadata: { event_type: 'drs_card', event_payload: { key: 'k-1' } },
          })
        else await respond('Only for you')
      })
      app.action('start', async ({ ack, respond, client, body, action }) => {
        await ack()
        if (body.type !== 'block_actions' || action.type !== 'button') return
        heard.push(`start ${action.value} by ${body.user.id} in ${body.channel?.id}`)
        const [channel, ts] = [body.channel?.id ?? '', body.message?.ts ?? '']
        await client.chat.update({ channel, ts, text: 'Orders: started', blocks: card('*Orders*: started') })
        await client.chat.postMessage({ channel, thread_ts: ts, text: 'Started', reply_broadcast: true })
        await respond({ text: 'You started it', replace_original: false })
      })
      app.action('pick', async ({ ack, body }) => {
        await ack()
        if (body.type !== 'block_actions') return
        heard.push(`picked ${body.state?.values.acts?.pick?.selected_option?.value}`)
      })
      app.action('vote', async ({ ack, respond }) => {
        await ack()
        await respond({ text: 'Voted', replace_original: true })
      })
      app.event('app_home_opened', async ({ event, client }) => {
        await client.views.publish({
          user_id: event.user,
          view: { type: 'home', blocks: card(`Home, tab ${event.tab}`) },
        })
      })
      app.event('app_mention', async ({ event, client }) => {
        await client.chat.postEphemeral({
          channel: event.channel,
          user: event.user ?? '',
          text: `Heard: ${event.text}`,
        })
      })
      app.message(async ({ message, say }) => {
        if (message.channel_type === 'im' && 'text' in message) await say(`Echo: ${message.text}`)
      })
    })
  })
  afterAll(() => bot.stop())

  it('answers a command in its ack, to the one who typed it only', async () => {
    const alice = bot.driver.as('U01ALICE')
    await alice.command('C02DBA', '/drs quick')
    const seen = await alice.waitFor('C02DBA', { text: 'Done at once' })
    expect(seen).toMatchObject({ ephemeral: true, byApp: true })
    const others = await bot.driver.as('U02BOB').transcript('C02DBA')
    expect(others.map((one) => one.text)).not.toContain('Done at once')
  })

  it('sends names in a command as Slack references and escapes the rest', async () => {
    await bot.driver.as('U01ALICE').command('C02DBA', '/drs watch @bob #migration @dba lag>5 & more')
    expect(heard).toContain('watch <@U02BOB> <#C01MIGRATION|migration> <!subteam^S01DBA> lag&gt;5 &amp; more')
  })

  it('shows an unknown command as Slackbot does, and none at all in threads', async () => {
    const alice = bot.driver.as('U01ALICE')
    expect(await alice.command('C02DBA', '/nope')).toMatchObject({ ok: false, error: 'unknown_command' })
    expect(await alice.waitFor('C02DBA', { text: 'not a valid command' })).toMatchObject({ ephemeral: true })
    const { ts = '' } = await alice.say('C02DBA', 'a thread')
    expect(await alice.say('C02DBA', '/drs quick', ts)).toMatchObject({ error: 'not_in_threads' })
  })

  it('refuses people who are not in the channel', async () => {
    const guest = bot.driver.as('U05GUEST')
    expect(await guest.command('G01PROD', '/drs quick')).toMatchObject({ ok: false, error: 'not_in_channel' })
  })

  it('answers aloud over the response_url', async () => {
    await bot.driver.as('U01ALICE').command('C02DBA', '/drs aloud')
    expect(await bot.driver.as('U02BOB').waitFor('C02DBA', { text: 'For all' })).toMatchObject({
      ephemeral: false,
    })
  })

  it('edits a card in place and answers in its thread after a click', async () => {
    const [alice, bob] = [bot.driver.as('U01ALICE'), bot.driver.as('U02BOB')]
    await alice.command('C01MIGRATION', '/drs post')
    const posted = await bob.waitFor('C01MIGRATION', { actionId: 'start' })
    expect(await bob.click(posted.ts, 'start')).toEqual({ ok: true })
    expect(heard).toContain('start task-1 by U02BOB in C01MIGRATION')
    const edited = await alice.waitFor('C01MIGRATION', { ts: posted.ts, edits: 1 })
    expect(edited).toMatchObject({ text: 'Orders: started', edits: [{ text: 'Orders: running' }] })
    const reply = await alice.waitFor('C01MIGRATION', { threadTs: posted.ts, text: 'Started' })
    expect(reply.broadcast).toBe(true)
    await bob.waitFor('C01MIGRATION', { text: 'You started it', ephemeral: true })
    expect((await alice.transcript('C01MIGRATION')).some((one) => one.plain.includes('You started'))).toBe(
      false,
    )
  })

  it('finds a message again by its metadata', async () => {
    await bot.driver.as('U01ALICE').command('G01PROD', '/drs post')
    await bot.driver.as('U01ALICE').waitFor('G01PROD', { actionId: 'start' })
    const all = { channel: 'G01PROD', include_all_metadata: true }
    const { messages } = await bot.app.client.conversations.history(all)
    expect(messages?.[0]?.metadata).toEqual({ event_type: 'drs_card', event_payload: { key: 'k-1' } })
    const bare = await bot.app.client.conversations.history({ channel: 'G01PROD' })
    expect(bare.messages?.[0]?.metadata).toEqual({ event_type: 'drs_card' })
  })

  it('tells the bot what was chosen in a message', async () => {
    const carol = bot.driver.as('U03CAROL')
    const { ts } = await carol.waitFor('C01MIGRATION', { actionId: 'pick' })
    expect(await carol.choose(ts, 'pick', 'Slow')).toEqual({ ok: true })
    expect(heard).toContain('picked s')
    expect(await carol.choose(ts, 'pick', 'Sideways')).toMatchObject({ ok: false })
  })

  it('replaces the original over the response_url', async () => {
    const dana = bot.driver.as('U04DANA')
    const { ts } = await dana.waitFor('C01MIGRATION', { actionId: 'vote' })
    await dana.click(ts, 'vote')
    expect(await dana.waitFor('C01MIGRATION', { ts, text: 'Voted' })).toMatchObject({ actions: [] })
  })

  it('opens the Home tab, also with its buttons', async () => {
    const liwei = bot.driver.as('U06LIWEI')
    await liwei.home()
    const home = await liwei.waitForView({ home: true, text: 'Home, tab home' })
    expect(home).toMatchObject({ type: 'home', actions: ['start', 'vote', 'pick'] })
    expect(await liwei.click(home.id, 'start')).toEqual({ ok: true })
  })

  it('hears mentions and direct messages', async () => {
    const alice = bot.driver.as('U01ALICE')
    await alice.say('C01MIGRATION', 'hello @drs')
    await alice.waitFor('C01MIGRATION', { text: 'Heard: hello <@U0BOT>', ephemeral: true })
    const channel = await alice.direct()
    await alice.say(channel, 'are you there?')
    expect(await alice.waitFor(channel, { text: 'Echo: are you there?' })).toMatchObject({ byApp: true })
  })
})
