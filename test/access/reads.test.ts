import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { commands } from '../../commands/index.ts'
import { createAuthority } from '../../src/access/authority.ts'
import type { CommandServices } from '../../src/app/command-services.ts'
import { type ApprovalDeps, approvalsFor, createSweeper } from '../../src/approvals/index.ts'
import { formatAccessChange } from '../../src/domain/access/access-change.ts'
import type { Grant } from '../../src/domain/access/roles.ts'
import type { ApprovalRequest } from '../../src/domain/approvals/request.ts'
import { formatRequestRef } from '../../src/domain/approvals/request-ref.ts'
import { defaultRules } from '../../src/domain/approvals/rules.ts'
import { type CommandName, commandTarget } from '../../src/domain/command-targets.ts'
import type { Authority } from '../../src/ports/authority.ts'
import { createDispatcher } from '../../src/slack/dispatch.ts'
import { type ApprovalStore, openApprovalStore } from '../../src/store/approval-store.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { type ByHand, byHand, draft, pair, replicaOf } from '../helpers/approvals.ts'
import { testServices } from '../helpers/command-services.ts'
import { type filledIn, interactionOf, sentForm, testDrafts, testSlack } from '../helpers/handler-services.ts'
import { testLog } from '../helpers/log.ts'
import { type Recorder, recorder } from '../helpers/recorder.ts'
import { testRedis } from '../helpers/redis.ts'

/**
 * What one interaction reads of rights, counted where the bot ends: the store, Slack's answers about people, and the
 * contexts that are built. Dispatcher, commands, approvals and Redis are the real ones.
 */
const minute = 60_000
const everywhere = { connections: ['*'], channels: ['*'] }
const grants: readonly Grant[] = [
  { role: 'operator', users: ['*'], ...everywhere },
  { role: 'approver', users: ['UASKS', 'UBOB', 'S1'], ...everywhere },
  { role: 'admin', users: ['UDANA', 'UADMIN'], ...everywhere },
]

let redis: Redis
let hand: ByHand
let slack: Recorder
let bot: ReturnType<typeof startBot>

beforeEach(async () => {
  redis = await connectRedis((await testRedis()).url)
  hand = byHand()
  hand.groups.set('S1', ['UCAROL'])
  slack = recorder()
  bot = startBot()
})

afterEach(() => closeRedis(redis))

/** `people`: how each person was asked for, `groups`: how the user groups were. */
interface Reads {
  grants: number
  rules: number
  contexts: number
  readonly people: Record<string, readonly string[]>
  groups: readonly string[]
}

/** A replica whose reads are counted; `fails` names what cannot be read. */
function startBot() {
  const store = openApprovalStore(redis, { log: testLog() })
  const reads: Reads = { grants: 0, rules: 0, contexts: 0, people: {}, groups: [] }
  const fails = new Set<'grants' | 'rules'>()
  const stored: Pick<ApprovalStore, 'grants' | 'rules'> = {
    grants: () => {
      reads.grants += 1
      return fails.has('grants') ? Promise.reject(new Error('Redis is away')) : store.grants()
    },
    rules: () => {
      reads.rules += 1
      return fails.has('rules') ? Promise.reject(new Error('Redis is away')) : store.rules()
    },
  }
  const grade = (fresh = false) => (fresh ? 'anew' : 'remembered')
  const newAuthority = () =>
    createAuthority({
      config: { grants, approvals: defaultRules },
      store: stored,
      people: {
        principal: async (user, { fresh, groups: members } = {}) => {
          reads.people[user] = [...(reads.people[user] ?? []), grade(fresh)]
          const all = members ? await members() : new Map<string, readonly string[]>()
          const refused = { en: 'This account is deactivated.', 'zh-CN': '该账号已停用。' }
          const groups = [...all].flatMap(([id, users]) => (users.includes(user) ? [id] : []))
          return { locale: 'en', groups, ...(hand.refused.has(user) && { refused }) }
        },
        groups: async ({ fresh } = {}) => {
          reads.groups = [...reads.groups, grade(fresh)]
          return hand.groups
        },
      },
      now: () => hand.now,
    })
  const countedLedger: ApprovalStore = { ...store, ...stored }
  const deps: ApprovalDeps = replicaOf(redis, slack, hand, { store: countedLedger, newAuthority })
  const memory = testServices()
  const services: CommandServices = {
    ...memory,
    newAuthority,
    service: deps.execution.service,
    execution: deps.execution,
    approvals: (actor, authority) => approvalsFor(deps, actor, authority),
    channels: {
      ...memory.channels,
      // Each context asks once which connection its channel works with.
      chosenConnection: (channelRef) => {
        reads.contexts += 1
        return memory.channels.chosenConnection(channelRef)
      },
    },
  }
  const slackPort = testSlack()
  const dispatcher = createDispatcher({
    commands,
    services,
    drafts: testDrafts(),
    slack: slackPort,
    log: testLog(),
  })
  /** What was read while something was done. */
  const during = async (act: () => Promise<unknown>): Promise<Reads> => {
    Object.assign(reads, { grants: 0, rules: 0, contexts: 0, people: {}, groups: [] })
    await act()
    return { ...reads }
  }
  const interaction = (user: string) => interactionOf(slackPort, { user })
  return {
    deps,
    slackPort,
    fails,
    during,
    click: (user: string, verb: CommandName, request: ApprovalRequest) =>
      during(() =>
        dispatcher.clicked(interaction(user), commandTarget(verb, 'ask'), formatRequestRef(request)),
      ),
    type: (user: string, text: string) => during(() => dispatcher.typed(interaction(user), text)),
    send: (user: string, values: Parameters<typeof filledIn>[0]) =>
      during(async () => {
        const { later } = await dispatcher.submitted(interaction(user), sentForm(slackPort, values))
        await later?.()
      }),
  }
}

const as = (user: string, authority: Authority = bot.deps.newAuthority()) =>
  approvalsFor(bot.deps, { team: 'T1', channel: 'C1', locale: 'en', user }, authority)

const stateOf = async ({ id }: ApprovalRequest) => (await as('UASKS').get(id)).state

async function vote(request: ApprovalRequest, ...voters: readonly string[]): Promise<ApprovalRequest> {
  for (const by of voters) await as(by).transition(request.id, { kind: 'vote', by, hash: request.hash })
  return as('UASKS').get(request.id)
}

/** Everybody once, asked of Slack anew. */
const anew = (...users: readonly string[]) => Object.fromEntries(users.map((user) => [user, ['anew']]))
const once = { grants: 1, rules: 1, contexts: 1, groups: ['anew'] }

describe('carrying out what was approved', () => {
  it.each([
    ['by whoever asked', 'UASKS', ['UASKS', 'UBOB', 'UCAROL']],
    ['by one of the approvers', 'UBOB', ['UASKS', 'UBOB', 'UCAROL']],
    ['by another operator', 'UEVE', ['UASKS', 'UBOB', 'UCAROL', 'UEVE']],
  ])('%s reads grants, rules and each person once, and builds one context', async (_, user, people) => {
    const request = await vote(await as('UASKS').request(draft), 'UBOB', 'UCAROL')
    const reads = await bot.click(user, 'execute', request)
    expect(reads).toEqual({ ...once, people: anew(...people) })
    expect(await stateOf(request)).toBe('executing')
    expect(hand.called).toEqual([`switchover ${pair.id}`])
  })

  it('reads no more where somebody has left the group meanwhile, and asks DRS for nothing', async () => {
    const request = await vote(await as('UASKS').request(draft), 'UBOB', 'UCAROL')
    hand.groups.set('S1', [])
    const reads = await bot.click('UASKS', 'execute', request)
    expect(reads).toEqual({ ...once, people: anew('UASKS', 'UBOB', 'UCAROL') })
    expect(await stateOf(request)).toBe('pending')
    expect(hand.called).toEqual([])
  })

  it('asks anew after a long wait for DRS', async () => {
    const request = await vote(await as('UASKS').request(draft), 'UBOB', 'UCAROL')
    const { execution } = bot.deps
    const slow: ApprovalDeps = {
      ...bot.deps,
      execution: {
        ...execution,
        service: (...args) => {
          hand.now += minute
          hand.groups.set('S1', [])
          return execution.service(...args)
        },
      },
    }
    const actor = { team: 'T1', channel: 'C1', locale: 'en', user: 'UASKS' } as const
    const approvals = approvalsFor(slow, actor, bot.deps.newAuthority())
    await expect(approvals.execute(request.id, request.hash)).rejects.toThrow()
    expect(await stateOf(request)).toBe('pending')
    expect(hand.called).toEqual([])
  })

  it.each(['grants', 'rules'] as const)('does not happen where %s cannot be read', async (what) => {
    const request = await vote(await as('UASKS').request(draft), 'UBOB', 'UCAROL')
    bot.fails.add(what)
    await bot.click('UASKS', 'execute', request)
    bot.fails.clear()
    expect(await stateOf(request)).toBe('approved')
    expect(hand.called).toEqual([])
  })

  it('of a grant makes it hold for what the same interaction decides afterwards', async () => {
    const change = { kind: 'grant', role: 'operator', users: ['UNEW'], ...everywhere } as const
    const wanted = {
      kind: 'change',
      verb: 'access',
      title: { en: 'Change', 'zh-CN': '修改' },
      change: formatAccessChange(change),
    } as const
    const asked = await as('UDANA').request({ connection: '*', reason: 'new colleague', payload: wanted })
    const request = await vote(asked, 'UADMIN')
    const authority = bot.deps.newAuthority()
    expect(await authority.grants()).toHaveLength(grants.length)
    expect(await as('UDANA', authority).execute(request.id, request.hash)).toMatchObject({
      state: 'verified',
    })
    expect(await authority.grants()).toContainEqual(expect.objectContaining({ users: ['UNEW'] }))
  })
})

describe('a vote', () => {
  it.each([
    ['that leaves others to vote', [], 'UBOB', ['UASKS', 'UBOB'], 'pending'],
    ['that is the last', ['UBOB'], 'UCAROL', ['UASKS', 'UBOB', 'UCAROL'], 'approved'],
    ['of somebody who may not', ['UBOB'], 'UASKS', ['UASKS', 'UBOB'], 'pending'],
  ] as const)('%s reads everything once', async (_, voted, user, people, state) => {
    const request = await vote(await as('UASKS').request(draft), ...voted)
    expect(await bot.click(user, 'approve', request)).toEqual({ ...once, people: anew(...people) })
    expect(await stateOf(request)).toBe(state)
  })

  it('that another replica was quicker than is decided anew, without asking about the same people again', async () => {
    const request = await as('UASKS').request(draft)
    const { saveRequest } = bot.deps.store
    const other = startBot().deps
    const racing = {
      ...bot.deps,
      store: {
        ...bot.deps.store,
        saveRequest: async (...args: Parameters<typeof saveRequest>) => {
          racing.store.saveRequest = saveRequest
          const carol = { team: 'T1', channel: 'C1', locale: 'en', user: 'UCAROL' } as const
          const step = { kind: 'vote', by: 'UCAROL', hash: request.hash } as const
          await approvalsFor(other, carol, other.newAuthority()).transition(request.id, step)
          return saveRequest(...args)
        },
      },
    }
    const bob = { team: 'T1', channel: 'C1', locale: 'en', user: 'UBOB' } as const
    const reads = await bot.during(() =>
      approvalsFor(racing, bob, racing.newAuthority()).transition(request.id, {
        kind: 'vote',
        by: 'UBOB',
        hash: request.hash,
      }),
    )
    expect(reads).toEqual({ ...once, contexts: 0, people: anew('UASKS', 'UBOB', 'UCAROL') })
    expect(await stateOf(request)).toBe('approved')
  })

  it.each<[CommandName, string, string, readonly string[]]>([
    ['withdraw', 'UBOB', 'pending', ['UASKS', 'UBOB', 'UCAROL']],
    ['cancel', 'UASKS', 'cancelled', ['UASKS', 'UBOB', 'UCAROL']],
  ])('taken back (%s) reads everything once', async (verb, user, state, people) => {
    const request = await vote(await as('UASKS').request(draft), 'UBOB', 'UCAROL')
    expect(await bot.click(user, verb, request)).toEqual({ ...once, people: anew(...people) })
    expect(await stateOf(request)).toBe(state)
  })

  it('against it reads everything once for its form, and once for what was sent', async () => {
    const request = await as('UASKS').request(draft)
    const opened = await bot.click('UBOB', 'reject', request)
    expect(opened).toEqual({ ...once, rules: 0, people: anew('UBOB') })
    expect(await bot.send('UBOB', { reason: 'not today' })).toEqual({
      ...once,
      people: anew('UASKS', 'UBOB'),
    })
    expect(await stateOf(request)).toBe('rejected')
  })
})

describe('a verb that decides nothing', () => {
  const remembered = { ...once, rules: 0, groups: ['remembered'], people: { UEVE: ['remembered'] } }

  it.each([
    ['help', 'What you can do here'],
    ['approvals', 'approval'],
    [`show prod/${pair.id}`, pair.name],
  ])('(%s) makes do with what is remembered', async (text, answer) => {
    expect(await bot.type('UEVE', text)).toEqual(remembered)
    expect(bot.slackPort.said.at(-1)?.text).toContain(answer)
  })

  it('is refused to somebody whose account is deactivated, before any context is built', async () => {
    hand.refused.add('UEVE')
    expect(await bot.type('UEVE', 'help')).toMatchObject({ contexts: 0, people: { UEVE: ['remembered'] } })
    expect(bot.slackPort.said.at(-1)?.text).toContain('deactivated')
  })

  it('(asking for approval) reads everything once in the form and once when it is sent', async () => {
    const ofAll = Object.fromEntries(
      ['UEVE', ...(hand.members.get('C1') ?? [])].map((user) => [user, ['remembered']]),
    )
    const asking = { ...remembered, rules: 1 }
    const opened = await bot.type('UEVE', `switchover prod/${pair.id}`)
    expect(opened).toEqual({ ...asking, people: expect.objectContaining({ UEVE: ['remembered'] }) })
    expect(ofAll).toMatchObject(opened.people)
    const sent = await bot.send('UEVE', { reason: 'planned exercise' })
    expect(sent).toEqual({ ...asking, people: expect.objectContaining({ UEVE: ['remembered'] }) })
    expect(ofAll).toMatchObject(sent.people)
    expect(await as('UEVE').list('open')).toHaveLength(1)
  })
})

describe('a pass of the sweeper', () => {
  it('reads once for all requests, and makes do with what is remembered', async () => {
    for (const id of ['first', 'second']) {
      const tasks = draft.payload.kind === 'action' ? draft.payload.tasks : []
      const payload = {
        kind: 'action',
        verb: 'switchover',
        tasks: tasks.map((task) => ({ ...task, id })),
      } as const
      await vote(await as('UASKS').request({ ...draft, payload }), 'UBOB')
    }
    hand.now += 31 * minute
    const reads = await bot.during(() => createSweeper(bot.deps).run())
    expect(slack.titles.filter((title) => title === 'Still waiting for approval')).toHaveLength(2)
    expect(reads).toEqual({
      ...once,
      contexts: 0,
      groups: ['remembered'],
      people: { UASKS: ['remembered'], UBOB: ['remembered'] },
    })
  })
})
