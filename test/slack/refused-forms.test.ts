import { WebAPIPlatformError } from '@slack/web-api'
import { describe, expect, it } from 'vitest'
import type { Grant } from '../../src/domain/access/roles.ts'
import { createDispatcher } from '../../src/slack/dispatch.ts'
import { refusalOf } from '../../src/slack/refusals.ts'
import { testServices } from '../helpers/command-services.ts'
import { interactionOf, testDrafts, testSlack } from '../helpers/handler-services.ts'
import { testLog } from '../helpers/log.ts'
import { sampleTask } from '../helpers/samples.ts'
import { sampleCommands } from './sample-commands.ts'

/** Forms that Slack does not open or change. */
const orders = sampleTask({ id: 'a1b2-jb101', name: 'orders' })
const grants: Grant[] = [{ role: 'operator', users: ['*'], connections: ['*'], channels: ['*'] }]

function setUp(troubleWith?: (error: unknown) => { en: string; 'zh-CN': string }) {
  const slack = testSlack()
  const drafts = testDrafts()
  const log = testLog()
  const services = testServices({ tasks: [orders], grants })
  const deps = { commands: sampleCommands([]), services, drafts, slack, log }
  const dispatcher = createDispatcher({ ...deps, ...(troubleWith && { troubleWith }) })
  return {
    slack,
    drafts,
    log,
    type: (text: string) => dispatcher.typed(interactionOf(slack), text),
    click: (action: string, value: string) => dispatcher.clicked(interactionOf(slack), action, value),
  }
}

const refusal = (error: string) =>
  refusalOf(new WebAPIPlatformError({ ok: false, error } as WebAPIPlatformError['data']))

describe('a form that Slack does not open', () => {
  it.each([
    ['expired_trigger_id', 'That took too long'],
    ['exchanged_trigger_id', 'That took too long'],
    ['ratelimited', 'limiting the bot’s requests'],
    ['internal_error', 'Slack has a problem right now'],
    ['missing_scope', 'lacks a permission'],
  ])('because of %s says so, and opens with all that was typed by a click', async (code, words) => {
    const bot = setUp()
    bot.slack.refusing.open = refusal(code)
    await bot.type('start orders --why hello')
    const [said, ...more] = bot.slack.said
    expect(said?.text).toContain(words)
    expect(said?.text).not.toContain('error in the bot')
    expect(more).toEqual([])
    const button = JSON.stringify(said?.blocks).match(/"action_id":"(cmd:start:again)","value":"([^"]+)"/)
    expect(JSON.stringify(said?.blocks)).toContain('Try again')
    delete bot.slack.refusing.open
    await bot.click(button?.[1] ?? '', button?.[2] ?? '')
    expect(bot.drafts.all()[0]?.values).toMatchObject({ why: 'hello' })
    expect(bot.slack.shown).toHaveLength(2)
  })
})

describe('a form that was opened', () => {
  it('and closed while it was loading is followed by silence', async () => {
    const bot = setUp()
    bot.slack.refusing.update = refusal('not_found')
    await bot.type('start orders')
    expect(bot.slack.said).toEqual([])
    expect(bot.log.lines.filter(({ level }) => level === 'error')).toEqual([])
  })

  it('and cannot be filled says why in its own place', async () => {
    const trouble = { en: 'I cannot save anything right now.', 'zh-CN': '目前无法保存任何内容。' }
    const bot = setUp(() => trouble)
    bot.drafts.put = () => Promise.reject(new Error('READONLY'))
    await bot.type('start orders')
    expect(JSON.stringify(bot.slack.shown.at(-1))).toContain(trouble.en)
    expect(bot.slack.said).toEqual([])
  })
})
