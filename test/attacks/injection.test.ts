import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultSeed } from '../../src/local-drs/server.ts'
import { askSwitchover, buttonOf, channel, startTarget, type Target } from './target.ts'

/** Names, reasons and answers of DRS are words of others: none of them may ping, link or dress up as the bot. */
let target: Target
const evil =
  '<!channel> <@U04DANA> <!subteam^S01DBA> <https://evil.example|click here> *bold* _leaning_ ~gone~ `code` <#C02DBA|x>'

beforeAll(async () => {
  const [first] = defaultSeed.tasks ?? []
  if (!first) throw new Error('a seed without tasks')
  const broken = { ...first, name: 'broken-sync', status: 'FULL_TRANSFER_FAILED' } as const
  const tasks = [...(defaultSeed.tasks ?? []), { ...broken, description: evil, error: evil }]
  target = await startTarget({ ...defaultSeed, tasks })
})

afterAll(() => target?.stop())

/** Approvers whom a request calls, side by side at the beginning of its line; and the ways to a message of the bot's own. */
const ours =
  /^(?:<@U\w+> |<!subteam\^S\w+> )+(?=please decide by)|<http:\/\/127\.0\.0\.1:\d+\/#\/[^|>]+\|[^>]+>/gm

/** What Slack would make something of: mentions, links, dates that we have not made. */
function live(json: string): readonly string[] {
  return [
    ...json
      .replaceAll(ours, '')
      .matchAll(/<(?:!channel|!here|!everyone|!subteam\^|@U04DANA|https?:|mailto:|#C02)[^>]*>?/g),
  ].map(([found]) => found)
}

/** Words of others that Slack would style: the marks stand right at them. */
function styled(json: string): readonly string[] {
  // Nothing is a mark in code that the bot has marked as such.
  const open = json.replaceAll(/```.*?```|`(?!code`)[^`\n]*`/gs, '')
  return [...open.matchAll(/\*bold\*|_leaning_|~gone~|`code`/g)].map(([found]) => found)
}

/** Only `mrkdwn` is read by Slack; plain text shows itself. The text of a message is read as well. */
function read(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(read)
  if (typeof value !== 'object' || value === null) return []
  const own = 'type' in value && value.type === 'mrkdwn' && 'text' in value ? [String(value.text)] : []
  return [...own, ...Object.values(value).flatMap(read)]
}

/** What is drawn, without the texts for notifications. */
async function drawnByBot(): Promise<string> {
  const calls = await target.people.calls()
  return calls.flatMap(({ args }) => [...read(args.blocks), ...read(args.view)]).join('\n')
}

/** Everything that the bot has posted or drawn so far. */
async function saidByBot(): Promise<string> {
  const calls = await target.people.calls()
  return calls
    .filter(({ method }) => /^(chat\.|views\.|response_url)/.test(method))
    .flatMap(({ args }) => [...read(args.blocks), ...read(args.view), String(args.text ?? '')])
    .join('\n')
}

describe('mentions and links', () => {
  it('would be found if they were alive', () => {
    expect(live(evil)).toHaveLength(5)
    expect(styled(evil)).toHaveLength(4)
  })

  it('in the description of a task and the cause of its failure stay words, on cards and in answers', async () => {
    const alice = target.people.as('U01ALICE')
    await alice.command(channel, '/drs show broken-sync')
    const shown = await alice.waitFor(channel, { text: 'broken-sync' })
    expect(shown.plain).toContain('&lt;!channel&gt;')
    await alice.command(channel, '/drs watch broken-sync')
    await alice.waitFor(channel, { text: 'now watches broken-sync' })
    expect(live(await saidByBot())).toEqual([])
  })

  it('in what somebody typed stay words, also where it is refused', async () => {
    const alice = target.people.as('U01ALICE')
    await alice.command(channel, `/drs show ${evil}`)
    await alice.waitFor(channel, { text: 'evil.example' })
    await alice.command(channel, `/drs ${evil.split(' ')[0]}`)
    await alice.waitFor(channel, { text: 'no command' })
    expect(live(await saidByBot())).toEqual([])
  })

  it('in a reason stay words, in the request and when it is rejected', async () => {
    const request = await askSwitchover(target, 'dr-orders', 'U01ALICE', evil)
    expect(request.plain).toContain('&lt;!channel&gt; &lt;@U04DANA&gt;')
    const { value } = buttonOf(request, 'cmd:reject:ask')
    const bob = target.people.as('U02BOB')
    await bob.command(channel, `/drs reject ${value.split(' ')[0]} ${evil}`)
    const closed = await bob.waitFor(channel, { ts: request.ts, text: 'declined' })
    expect(closed.plain).toContain('click here')
    expect(live(await saidByBot())).toEqual([])
  })

  it('in an error of DRS stay words', async () => {
    target.drs.control.fault({
      ...{ operation: 'batch-job-details', status: 400, code: 'DRS.M00202', message: evil, times: 5 },
    })
    const alice = target.people.as('U01ALICE')
    await alice.command(channel, '/drs show billing-sync')
    await alice.waitFor(channel, { text: 'DRS.M00202' })
    expect(await saidByBot()).toContain('&lt;!channel&gt;')
    expect(live(await saidByBot())).toEqual([])
  })
})

describe('styling marks', () => {
  it('in all that was said before show as they were typed, and style nothing', async () => {
    const drawn = await drawnByBot()
    expect(drawn).toContain('∗bold∗ ＿leaning＿ ∼gone∼ ˋcodeˋ')
    expect(styled(drawn)).toEqual([])
  })
})
