import type { Locale } from '../../base/i18n.ts'
import { formatAccessChange } from '../../domain/access/access-change.ts'
import { policyRuleRemoval } from '../../domain/approvals/policy-change.ts'
import type { ApprovalRequest, RequestPayload, RequestState } from '../../domain/approvals/request.ts'
import { defaultRules, policyDefaults } from '../../domain/approvals/rules.ts'
import { transitionRefusals } from '../../domain/approvals/words.ts'
import { leaveOutCard } from '../../views/request-buttons.ts'
import { callFileMissing, callFileSent } from '../../views/request-call.ts'
import { requestCard, requestDetails } from '../../views/request-card.ts'
import type { RequestPicture } from '../../views/request-course.ts'
import { closedRequestsCard, openRequestsCard } from '../../views/request-list.ts'
import { readyNote, requestNotes } from '../../views/request-notes.ts'
import {
  day,
  hour,
  minute,
  payloadTaskOf,
  people,
  place,
  requestOf,
  type SampleData,
} from '../sample-data.ts'
import { messageSamples, type States, samplesOf } from '../samples.ts'

type Fields = Partial<ApprovalRequest>

const vote = ({ now }: SampleData, by: string) => ({ by, hash: 'abcdef0123456789abcdef', at: now - minute })
const votes = (data: SampleData) => [vote(data, people.bob), vote(data, people.carol)]

const carriedOut = (data: SampleData): Fields => ({
  votes: votes(data),
  executedBy: people.alice,
  executedAt: data.now,
})

/** What a request has in each state. */
const inState: Readonly<Record<RequestState, (data: SampleData) => Fields>> = {
  pending: () => ({}),
  approved: (data) => ({ votes: votes(data), useBy: data.now + 12 * minute }),
  executing: carriedOut,
  verified: (data) => ({ ...carriedOut(data), results: { [payloadTaskOf(data).id]: 'reached' } }),
  failed: (data) => ({
    ...carriedOut(data),
    results: { [payloadTaskOf(data).id]: 'refused' },
    why: data.knownError,
  }),
  rejected: ({ reason }) => ({ endedBy: people.bob, why: reason }),
  cancelled: () => ({ endedBy: people.alice }),
  expired: () => ({}),
  stale: () => ({ executedBy: people.alice, why: transitionRefusals.notEnough }),
}

function inStateOf(data: SampleData, state: RequestState, more: Fields = {}): ApprovalRequest {
  return requestOf(data, { state, ...inState[state](data), ...more })
}

const states = Object.keys(inState) as readonly RequestState[]

/** A stop of several tasks; with long data of as many as one call of DRS takes. */
function batch(data: SampleData): RequestPayload {
  const count = data.kind === 'long' ? 10 : 3
  const tasks = Array.from({ length: count }, (_, i) => {
    const task = payloadTaskOf(data, { scenario: 'sync' }, i === 0 ? 0 : 1)
    return { ...task, id: `${task.id}-${i}` }
  })
  return { kind: 'action', verb: 'stop', tasks }
}

function rawCall(data: SampleData): RequestPayload {
  const jobs = [{ job_id: payloadTaskOf(data).id, delete_type: 'terminate', note: data.reason }]
  const title = { en: 'Stop or delete tasks', 'zh-CN': '批量结束或删除任务' }
  const tasks = [payloadTaskOf(data)]
  return {
    kind: 'call',
    verb: 'stop',
    operation: 'batch-stop-or-delete-jobs',
    title,
    input: { body: { jobs } },
    tasks,
  }
}

/** More than a message shows. */
function longCall(data: SampleData): RequestPayload {
  const payload = rawCall(data)
  if (payload.kind !== 'call') return payload
  const jobs = Array.from({ length: 10 }, (_, i) => ({ job_id: `${payloadTaskOf(data).id}-${i}` }))
  return { ...payload, input: { body: { jobs } } }
}

function roleChange({ connection }: SampleData): RequestPayload {
  const users = [people.bob, place.userGroup]
  const grant = { role: 'admin', users, connections: [connection], channels: [place.channel, '*'] } as const
  const title = { en: 'Give a role', 'zh-CN': '授予角色' }
  return { kind: 'change', verb: 'access', title, change: formatAccessChange({ kind: 'grant', ...grant }) }
}

function ruleChange({ connection, parts }: SampleData): RequestPayload {
  const rule = {
    verbs: ['stop', 'delete'],
    connections: [connection],
    tags: parts.slice(0, 5),
    policy: policyDefaults,
  } as const
  const title = { en: 'Remove an approval rule', 'zh-CN': '撤销审批规则' }
  const change = policyRuleRemoval('rule-1', { ...rule, policy: { ...policyDefaults, need: [] } })
  return { kind: 'change', verb: 'policy', title, change, otherwise: defaultRules }
}

const payloads = {
  'of several tasks': batch,
  'of a raw call': rawCall,
  'of a long call': longCall,
  'of a role': roleChange,
  'of a rule': ruleChange,
}

const glass = (data: SampleData): Fields => ({
  breakGlass: { by: people.dana, why: data.reason, at: data.now, reviewBy: data.now + day },
})

const reviewed = (data: SampleData): Fields => ({
  breakGlass: {
    ...{ by: people.dana, why: data.reason, at: data.now, reviewBy: data.now + day },
    review: { by: people.bob, note: data.reason, at: data.now + hour },
  },
})

type CardArgs = Parameters<typeof requestCard>

const names: Readonly<Record<Locale, readonly string[]>> = {
  en: ['Alice Meyer', 'Bob Tan', 'Carol Diaz', 'Dana Ruiz'],
  'zh-CN': ['李伟', '陈博', '张凯', '王丹'],
}

const namesFor = ({ locale }: SampleData) =>
  new Map(Object.values(people).map((id, i) => [id, names[locale][i] ?? id]))

function seats(data: SampleData, open: number, more: Partial<RequestPicture> = {}): RequestPicture {
  const message = { channel: place.channel, ts: '1.1', asks: true }
  return { seats: [{ group: data.group, seats: 2, open }], names: namesFor(data), message, ...more }
}

const everyState: States<CardArgs> = Object.fromEntries(
  states.map((state) => [state, (data: SampleData): CardArgs => [inStateOf(data, state), seats(data, 2)]]),
)

const everyPayload: States<CardArgs> = Object.fromEntries(
  Object.entries(payloads).map(([name, payload]) => [
    name,
    (data: SampleData): CardArgs => [requestOf(data, { payload: payload(data) }), seats(data, 2)],
  ]),
)

export const requestCardSamples = messageSamples(requestCard, {
  ...everyState,
  ...everyPayload,
  'one approval of two': (data) => [requestOf(data, { votes: [vote(data, people.bob)] }), seats(data, 1)],
  'of several tasks, some taken out': (data) => [
    requestOf(data, {
      payload: batch(data),
      reductions: [{ by: people.bob, at: data.now, taskIds: ['t7', 't8'] }],
    }),
    seats(data, 2),
  ],
  'of several tasks, partly done': (data) => [
    inStateOf(data, 'failed', {
      payload: batch(data),
      results: {
        [`${payloadTaskOf(data, {}, 0).id}-0`]: 'reached',
        [`${payloadTaskOf(data, {}, 1).id}-1`]: 'overdue',
        [`${payloadTaskOf(data, {}, 1).id}-2`]: 'refused',
      },
    }),
    seats(data, 0),
  ],
  'directly to an approver': (data) => [
    requestOf(data),
    seats(data, 2, { message: { channel: 'D02BOB', ts: '1.1', asks: true, person: people.bob } }),
  ],
  'in place of a lost channel': (data) => [
    requestOf(data),
    seats(data, 2, {
      message: { channel: 'D02BOB', asks: true, person: people.bob, instead: place.channel },
    }),
  ],
  'in two languages': (data) => [
    requestOf(data),
    seats(data, 2, { also: data.locale === 'en' ? 'zh-CN' : 'en' }),
  ],
  'where nobody is asked': (data) => [
    requestOf(data),
    seats(data, 2, { message: { channel: place.channel, ts: '1.1', asks: false } }),
  ],
  'carried out with the last approval': (data) => [requestOf(data), seats(data, 1, { runs: true })],
  'ends not known': (data) => {
    const { source: _, destination: __, ...task } = payloadTaskOf(data)
    return [
      requestOf(data, { payload: { kind: 'action', verb: 'switchover', tasks: [task] } }),
      seats(data, 2),
    ]
  },
  'a call that nobody follows': (data) => [
    inStateOf(data, 'verified', { payload: rawCall(data), results: {}, answer: 'accepted' }),
  ],
  'not known whether it was carried out': (data) => [
    inStateOf(data, 'stale', { unknown: true }),
    seats(data, 0),
  ],
  emergency: (data) => [inStateOf(data, 'executing', { votes: [], ...glass(data) }), seats(data, 2)],
  'emergency, reviewed': (data) => [
    inStateOf(data, 'verified', { votes: [], ...reviewed(data) }),
    seats(data, 2),
  ],
})

type NotesArgs = Parameters<typeof requestNotes>

const steps: States<NotesArgs> = {
  ...Object.fromEntries(
    states
      .filter((state) => state !== 'pending')
      .map((state) => [
        state,
        (data: SampleData): NotesArgs => [inStateOf(data, endsFrom(state)), inStateOf(data, state)],
      ]),
  ),
  'open again': (data) => [inStateOf(data, 'approved'), inStateOf(data, 'pending')],
  'tasks taken out': (data) => [
    requestOf(data, { payload: batch(data) }),
    requestOf(data, {
      payload: batch(data),
      reductions: [{ by: people.bob, at: data.now, taskIds: ['t7'] }],
    }),
  ],
  reminder: (data) => [requestOf(data), requestOf(data, { reminded: 1 })],
  escalated: (data) => {
    const { policy } = requestOf(data)
    const escalateTo = { name: data.group, users: [people.dana], userGroups: [] }
    const asked = { policy: { ...policy, escalateTo } }
    return [requestOf(data, asked), requestOf(data, { ...asked, reminded: 2, escalatedAt: data.now })]
  },
  emergency: (data) => [requestOf(data), inStateOf(data, 'executing', { votes: [], ...glass(data) })],
  'review overdue': (data) => [
    inStateOf(data, 'verified', glass(data)),
    inStateOf(data, 'verified', { ...glass(data), reminded: 3 }),
  ],
  reviewed: (data) => [inStateOf(data, 'verified', glass(data)), inStateOf(data, 'verified', reviewed(data))],
}

function endsFrom(state: RequestState): RequestState {
  if (state === 'executing') return 'approved'
  return state === 'verified' || state === 'failed' ? 'executing' : 'pending'
}

export const requestNotesSamples = samplesOf(
  requestNotes,
  (notes) => notes.map(({ card }) => ({ surface: 'message', card })),
  steps,
)

export const requestDetailsSamples = messageSamples(requestDetails, {
  'of one task': (data) => [requestOf(data)],
  ...Object.fromEntries(
    Object.entries(payloads).map(([name, payload]) => [
      name,
      (data: SampleData) => [requestOf(data, { payload: payload(data) })] as const,
    ]),
  ),
})

export const readyNoteSamples = samplesOf(readyNote, ({ card }) => [{ surface: 'message', card }], {
  approved: (data) => [inStateOf(data, 'approved')],
  'not carried out': (data) => [inStateOf(data, 'approved'), transitionRefusals.notOperator],
})

const reader = ({ locale }: SampleData) => ({ user: people.alice, channel: place.channel, locale })

const openOf = (data: SampleData) => {
  const count = data.kind === 'long' ? 12 : 1
  const several = Array.from({ length: count }, (_, i) => i)
  return {
    waiting: several.map((i) => requestOf(data, { id: `w${i}`, requester: people.bob })),
    yours: several.map((i) => inStateOf(data, 'approved', { id: `y${i}` })),
    others: several.map((i) => inStateOf(data, 'executing', { id: `o${i}`, requester: people.carol })),
  }
}

export const openRequestsSamples = messageSamples(openRequestsCard, {
  some: (data) => {
    const { waiting, yours, others } = openOf(data)
    return [[...waiting, ...yours, ...others], waiting, reader(data)]
  },
  'nothing for the reader': (data) => [openOf(data).others, [], reader(data)],
  none: (data) => [[], [], reader(data)],
})

export const closedRequestsSamples = messageSamples(closedRequestsCard, {
  some: (data) => [
    states
      .filter((state) => state !== 'pending' && state !== 'approved')
      .map((state, i) => inStateOf(data, state, { id: `${i}234abcd` })),
    reader(data),
  ],
  none: (data) => [[], reader(data)],
})

export const callFileMissingSamples = messageSamples(callFileMissing, {
  'of a long call': (data) => [requestOf(data, { payload: longCall(data) })],
})

export const callFileSentSamples = messageSamples(callFileSent, {
  'of a long call': (data) => [
    requestOf(data, { payload: longCall(data) }),
    'batch-stop-or-delete-jobs-1234abcd.json',
  ],
})

export const leaveOutSamples = messageSamples(leaveOutCard, {
  'of several tasks': (data) => [requestOf(data, { payload: batch(data) })],
})
