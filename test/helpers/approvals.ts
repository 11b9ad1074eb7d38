import { createAuthority } from '../../src/access/authority.ts'
import type { ApprovalDeps } from '../../src/approvals/index.ts'
import type { Locale } from '../../src/base/i18n.ts'
import type { Grant } from '../../src/domain/access/roles.ts'
import type { PolicyRule } from '../../src/domain/approvals/policy.ts'
import type { RequestDraft } from '../../src/domain/approvals/request.ts'
import { defaultRules } from '../../src/domain/approvals/rules.ts'
import type { Task } from '../../src/domain/tasks/task.ts'
import type { ItemResult, TaskService } from '../../src/domain/tasks/task-service.ts'
import type { PendingAction } from '../../src/domain/watching/watch.ts'
import { redisExecution } from '../../src/execution/redis-store.ts'
import type { Directory } from '../../src/ports/directory.ts'
import type { DrsCall } from '../../src/ports/drs.ts'
import type { MessengerWithFiles } from '../../src/ports/messenger.ts'
import { openApprovalStore } from '../../src/store/approval-store.ts'
import { noteBatch } from '../../src/store/batches.ts'
import {
  acceptPendingAction,
  addPendingAction,
  refusePendingAction,
} from '../../src/store/pending-actions.ts'
import type { Redis } from '../../src/store/redis.ts'
import { testServices } from './command-services.ts'
import { type TestLog, testLog } from './log.ts'
import { noon, sampleTask } from './samples.ts'

/** A pair that can be switched over. */
export const pair = sampleTask({
  id: 'e1f6-jb101',
  name: 'orders-dr',
  scenario: 'cloudDataGuard',
  status: 'INCRE_TRANSFER_STARTED',
})

export const draft: RequestDraft = {
  connection: 'prod',
  reason: 'planned exercise',
  payload: {
    kind: 'action',
    verb: 'switchover',
    tasks: [
      {
        id: pair.id,
        name: pair.name,
        scenario: pair.scenario,
        observed: { status: pair.status, direction: pair.direction },
      },
    ],
  },
}

const everywhere = { connections: ['*'], channels: ['*'] }
const usualGrants: readonly Grant[] = [
  { role: 'operator', users: ['*'], ...everywhere },
  { role: 'approver', users: ['UASKS', 'UBOB', 'UCAROL', 'S1'], ...everywhere },
  { role: 'admin', users: ['UDANA', 'UERIN'], ...everywhere },
]

/** What DRS says and does, by hand: the tasks as they are now, and what a call brings. */
export interface ByHand {
  tasks: Task[]
  /** Runs in place of the call; calls are counted in `called`. */
  call: (verb: string, ids: readonly string[]) => Promise<readonly ItemResult[]>
  readonly called: string[]
  /** Who is in which channel. */
  readonly members: Map<string, readonly string[]>
  /** Channels in which the bot cannot post. */
  readonly closed: Set<string>
  /** Who is refused by Slack now, and who is in which user groups. */
  readonly refused: Set<string>
  readonly groups: Map<string, readonly string[]>
  /** What people and channels read; English without it. */
  readonly languages: Map<string, Locale>
  readonly pendingActions: PendingAction[]
  now: number
}

const accept = async (_verb: string, ids: readonly string[]) => ids.map((id) => ({ id, ok: true }) as const)

export function byHand(): ByHand {
  return {
    tasks: [pair],
    call: accept,
    called: [],
    members: new Map([['C1', ['UASKS', 'UBOB', 'UCAROL', 'UDANA', 'UERIN']]]),
    closed: new Set(),
    refused: new Set(),
    groups: new Map(),
    languages: new Map(),
    pendingActions: [],
    now: noon,
  }
}

function drsBy(hand: ByHand): TaskService {
  const none = { found: new Map(), gone: new Set<string>(), failed: new Map() }
  return {
    ...testServices().service('prod', 'en'),
    details: async (ids) => ({
      ...none,
      found: new Map(hand.tasks.filter(({ id }) => ids.includes(id)).map((task) => [task.id, task])),
    }),
    progress: async () => none,
    recovery: async () => none,
    comparisons: async () => [],
    act: (action, ids) => {
      hand.called.push(`${action} ${ids.join(',')}`)
      return hand.call(action, ids)
    },
  }
}

interface ReplicaOptions extends Partial<ApprovalDeps> {
  readonly fileRules?: readonly PolicyRule[]
  readonly grants?: readonly Grant[]
  readonly call?: DrsCall
  /** What is done when something is to be looked after. */
  readonly note?: (action: PendingAction) => Promise<void>
}

/** One replica of the runtime over a real Redis; what DRS and Slack say is in the test's hand. */
export function replicaOf(
  redis: Redis,
  messenger: MessengerWithFiles,
  hand: ByHand,
  { fileRules = defaultRules, grants = usualGrants, call, note, ...more }: ReplicaOptions = {},
): ApprovalDeps & { readonly log: TestLog } {
  const log = testLog()
  const store = openApprovalStore(redis, { log })
  const standing: Directory['principal'] = async (user) => {
    const words = { en: 'deactivated', 'zh-CN': '已停用' }
    const groups = hand.groups.get(user) ?? []
    return {
      locale: hand.languages.get(user) ?? 'en',
      groups,
      ...(hand.refused.has(user) && { refused: words }),
    }
  }
  return {
    team: 'T1',
    redis,
    store,
    messenger,
    places: {
      barrier: async ({ channel }) => (hand.closed.has(channel) ? 'absent' : undefined),
      members: async (channel) => hand.members.get(channel) ?? [],
      directMessage: async (user) => `D${user}`,
      permalink: async (channel, ts) => `https://slack.example/${channel}/${ts}`,
    },
    groups: [],
    consoleUrl: () => undefined,
    newAuthority: () =>
      createAuthority({
        config: { grants, approvals: fileRules },
        store,
        people: { principal: standing, groups: async () => membersOf(hand.groups) },
        now: () => hand.now,
      }),
    execution: {
      store: redisExecution({
        ...{ redis, own: redis, wait: async () => undefined },
        engine: {
          trackAction:
            note ??
            (async (pending) => {
              hand.pendingActions.push(pending)
              await addPendingAction(redis, pending, hand.now)
            }),
          acceptAction: (pending) => acceptPendingAction(redis, pending, hand.now),
          refuseAction: (pending, why) => refusePendingAction(redis, pending, why),
          tellBatch: (head, tasks, cause) => noteBatch(redis, head, tasks, cause),
        },
      }),
      log,
      service: () => drsBy(hand),
      secret: async () => 'a secret',
      call:
        call ??
        (async () => {
          hand.called.push('call')
          return { kind: 'answer', answer: {} }
        }),
      now: () => hand.now,
    },
    languageOfChannel: async ({ channel }) => hand.languages.get(channel) ?? 'en',
    now: () => hand.now,
    readFile: () => Promise.reject(new Error('no file was handed over')),
    time: async () => hand.now,
    redraw: async () => undefined,
    ...more,
    log,
  }
}

function membersOf(groups: ByHand['groups']): ReadonlyMap<string, readonly string[]> {
  const all = [...new Set([...groups.values()].flat())]
  const inGroup = (id: string) => [...groups].filter(([, own]) => own.includes(id)).map(([user]) => user)
  return new Map(all.map((id) => [id, inGroup(id)]))
}
