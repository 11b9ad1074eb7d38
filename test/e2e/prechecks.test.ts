import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bot } from '../../src/bot/bot.ts'
import type { SeenMessage } from '../../src/local-slack/control/seen.ts'
import { chooseEntry } from './approving.ts'
import { pass, startBotIn, startWorld, type World } from './world.ts'

/** From a pre-check that fails to one that passes, as a team reads and handles it in Slack. */
const channel = 'C01MIGRATION'
const name = 'ledger-to-rds'
const source = '192.168.0.27:3306'
const ttl = 'srcCollHasTtlIndex'
const binlog = 'srcDbBinlogIsOff'

let world: World
let bot: Bot
let passed: SeenMessage

beforeAll(async () => {
  const task = {
    name,
    scenario: 'migration',
    engine: 'mysql',
    status: 'CONFIGURATION',
    source,
    destination: '192.168.0.131:3306',
  } as const
  const made = await startWorld({ tasks: [task] })
  const admin = { role: 'admin', users: ['U03CAROL'], connections: ['*'], channels: ['*'] } as const
  world = { ...made, config: { ...made.config, grants: [...made.config.grants, admin] } }
  for (const item of [binlog, ttl]) world.drs.control.item({ database: source, item, broken: true })
  bot = await startBotIn(world)
  await alice().command(channel, `/drs watch ${name}`)
  await reads('Waiting for configuration')
})

afterAll(async () => {
  await bot?.stop()
  await world?.stop()
})

const alice = () => world.people.as('U01ALICE')
const reads = (text: string) => alice().waitFor(channel, { text })

/** Runs a pre-check in the console, and gives the report that the channel gets. */
async function checkInConsole(text: string, after = '0', broken?: string): Promise<SeenMessage> {
  if (broken) world.drs.control.item({ database: source, item: broken, broken: true })
  world.drs.control.act({ task: name, action: 'precheck' })
  pass(world, 3)
  return alice().waitFor(channel, { text, after })
}

describe('the report of a pre-check', () => {
  it('is posted in full, also of one that was run in the console', async () => {
    const report = await checkInConsole('pre-check failed, 1 of')
    expect(report.broadcast).toBe(true)
    expect(report.plain).toContain('❌ The binlog of the source is off')
    expect(report.plain).toContain("Variable 'log_bin' is OFF")
    expect(report.plain).toContain('Switch the binlog on at the source')
    expect(report.plain).toContain('1 alarm · Collections have TTL indexes')
    // What is behind the button does not stand in the channel.
    expect(report.plain).not.toContain('binlog_row_image')
  })

  it('opens what to do about an item in a modal, with statements to copy, and leads on to the next', async () => {
    const report = await reads('pre-check failed')
    await alice().click(report.ts, 'cmd:precheck:fixes')
    const pane = await alice().waitForView({ title: 'How to fix', text: 'The binlog of the source is off' })
    expect(pane.plain).toContain('binlog_row_image = FULL')
    const [next] = valuesOf(pane.blocks, ttl)
    await alice().choose(pane.id, 'cmd:precheck:fixes', next)
    const other = await alice().waitForView({ title: 'How to fix', text: 'catalog.sessions' })
    expect(other.id).toBe(pane.id)
    expect(other.plain).toContain('Collections have TTL indexes* · alarm')
    await alice().close(pane.id)
  })

  it('is shown in the language of whoever opens it', async () => {
    const report = await reads('pre-check failed')
    const wei = world.people.as('U06LIWEI')
    await wei.click(report.ts, 'cmd:precheck:fixes')
    const pane = await wei.waitForView({ title: '处理建议', text: '源库未开启 Binlog' })
    await wei.close(pane.id)
  })

  it('tells what has changed since the run before', async () => {
    world.drs.control.item({ database: source, item: binlog, broken: false })
    const report = await checkInConsole('pre-check passed with 1 alarm')
    passed = report
    expect(report.plain).toMatch(/Since the run at .*: 1 fixed \(The binlog of the source is off\)/)
  })
})

describe('an alarm', () => {
  it('is accepted by whoever has read it, which the report shows and the audit keeps', async () => {
    await alice().click(passed.ts, 'cmd:precheck:fixes')
    const pane = await alice().waitForView({ actionId: 'cmd:precheck:accept' })
    await alice().click(pane.id, 'cmd:precheck:accept')
    await alice().waitForView({ id: pane.id, text: 'Accepted by Alice Meyer' })
    await alice().close(pane.id)
    const shown = await alice().waitFor(channel, { ts: passed.ts, text: 'accepted by Alice Meyer' })
    expect(shown.plain).toContain('pre-check passed with 1 alarm')
    // Nobody has to do anything, so nothing is posted.
    const replies = (await alice().transcript(channel)).flatMap((message) => message.replies)
    expect(replies.filter(({ plain }) => plain.includes('accepted 1 alarm'))).toEqual([])
    const carol = world.people.as('U03CAROL')
    await carol.command(channel, '/drs audit --verb precheck')
    await carol.waitFor(channel, { text: 'accepts the pre-check alarm srcCollHasTtlIndex' })
  })

  it('is known to be accepted when it comes again, and not when it says something else', async () => {
    world.drs.control.item({ database: source, item: binlog, broken: true })
    const report = await checkInConsole('pre-check failed, 1 of', passed.ts)
    expect(report.plain).toContain('accepted by Alice Meyer')
    expect(report.actions.filter((action) => action.startsWith('cmd:precheck:fixes'))).toHaveLength(1)
  })
})

describe('the complete report', () => {
  it('is put into the thread of the report, for all, as a file of either kind', async () => {
    const report = await reads('pre-check failed')
    for (const [act, ending] of [
      ['file', 'md'],
      ['table', 'csv'],
    ] as const) {
      await chooseEntry(alice(), channel, report, `cmd:precheck:${act}`)
      await expect.poll(() => filesIn(report.threadTs)).toContain(`${name}-precheck.${ending}`)
    }
    expect(await alice().transcript(await alice().direct())).toEqual([])
  })

  it('goes to the person alone where the channel takes no files', async () => {
    const report = await reads('pre-check failed')
    world.slack.control.fault({
      method: 'files.completeUploadExternal',
      kind: 'error',
      error: 'restricted_action',
      times: 1,
    })
    await chooseEntry(alice(), channel, report, 'cmd:precheck:file')
    await alice().waitFor(channel, { text: 'The bot can’t share files in this channel' })
    const files = (await alice().transcript(await alice().direct())).flatMap((message) => message.files)
    expect(files).toMatchObject([{ name: `${name}-precheck.md` }])
  })
})

describe('an item that is assigned', () => {
  it('is told once to whoever looks after it, and stands on their Home and in the next report', async () => {
    const report = await reads('pre-check failed')
    await alice().click(report.ts, 'cmd:precheck:fixes')
    const pane = await alice().waitForView({ actionId: 'cmd:assign:form' })
    await alice().click(pane.id, 'cmd:assign:form')
    const form = await alice().waitForView({ id: pane.id, actionId: 'field' })
    await alice().submit(form.id, { 'Assign to': ['U02BOB'] })
    await alice().waitForNoView()
    const told = await alice().waitFor(channel, { pattern: 'assigned 1 pre-check item' })
    expect(told.threadTs).toBe(report.threadTs)
    expect(JSON.stringify(told.blocks)).toContain('<@U02BOB>')
    await alice().waitFor(channel, { ts: report.ts, text: 'assigned to Bob Tan' })
    const bob = world.people.as('U02BOB')
    await bob.home()
    const home = await bob.waitForView({ home: true, text: 'The binlog of the source is off' })
    expect(home.plain).toContain(name)
    const again = await checkInConsole('pre-check failed, 2 of', report.ts, 'srcGtidStatusCheck')
    expect(again.plain).toContain('assigned to Bob Tan')
    expect(JSON.stringify(again.blocks)).not.toContain('U02BOB')
  })

  it('can be one of several, which are told in one message', async () => {
    const report = await reads('pre-check failed, 2 of')
    await chooseEntry(alice(), channel, report, 'cmd:assign:form')
    const form = await alice().waitForView({ title: 'Assign check items', actionId: 'field' })
    await alice().submit(form.id, {
      'Check items': [binlog, 'srcGtidStatusCheck'],
      'Assign to': ['U03CAROL'],
    })
    await alice().waitForNoView()
    await reads('Alice Meyer assigned 2 pre-check items')
    const shown = await alice().waitFor(channel, { ts: report.ts, text: 'assigned to Carol' })
    expect(shown.plain.match(/assigned to Carol/g)?.length).toBeGreaterThanOrEqual(2)
  })

  it('leaves the Home when it has passed', async () => {
    world.drs.control.item({ database: source, item: 'srcGtidStatusCheck', broken: false })
    world.drs.control.item({ database: source, item: binlog, broken: false })
    await checkInConsole('pre-check passed', (await reads('pre-check failed, 2 of')).ts)
    const bob = world.people.as('U02BOB')
    await bob.home()
    const home = await bob.waitForView({ home: true, text: 'Nothing needs you right now.' })
    expect(home.plain).not.toContain('The binlog of the source is off')
  })
})

describe('several alarms', () => {
  const more = ['dstReplicationRoleCheck', 'srcShardKeyConfiguration'] as const

  it('are accepted in one form that shows each, with one reason and a record for each', async () => {
    for (const item of more) world.drs.control.item({ database: source, item, broken: true })
    const before = await reads('pre-check passed')
    const report = await checkInConsole('pre-check passed with 3 alarms', before.ts)
    await chooseEntry(alice(), channel, report, 'cmd:accept:form')
    const form = await alice().waitForView({ title: 'Accept alarms', actionId: 'field' })
    const offered = [...JSON.stringify(form.blocks).matchAll(/"value":"([^"#]+#[0-9a-f]{12})"/g)].map(
      ([, value = '']) => value,
    )
    expect(offered.map((value) => value.split('#')[0])).toEqual(more)
    // What has not been shown as it is now is not accepted.
    const unread = [`${more[0]}#000000000000`]
    await alice().submit(form.id, { Alarms: [...offered.slice(1), ...unread], Reason: 'known' })
    await alice().submit(form.id, { Alarms: offered, Reason: 'known *limits*' })
    await alice().waitForNoView()
    const carol = world.people.as('U03CAROL')
    await carol.command(channel, '/drs audit --verb precheck')
    for (const item of more)
      await carol.waitFor(channel, { text: `accepts the pre-check alarm ${item}: known *limits*` })
    const shown = await alice().waitFor(channel, { ts: report.ts, text: 'accepted by Alice Meyer' })
    expect(shown.actions.some((action) => action.startsWith('cmd:precheck:accept'))).toBe(false)
    await alice().command(channel, `/drs accept ${name}`)
    await alice().waitForView({ title: 'Accept alarms', text: 'has no alarm left to accept' })
  })
})

/** Names of the files in a thread of the channel. */
async function filesIn(threadTs: string | undefined): Promise<readonly string[]> {
  const head = (await alice().transcript(channel)).find(({ ts }) => ts === threadTs)
  return (head?.replies ?? []).flatMap(({ files }) => files.map((file) => String(file.name)))
}

/** Values of options in these blocks that name the item. */
function valuesOf(blocks: unknown, item: string): readonly string[] {
  const found = JSON.stringify(blocks).matchAll(/"value":"([^"]+)"/g)
  return [...found].flatMap(([, value = '']) => (value.endsWith(item) ? [value] : []))
}
