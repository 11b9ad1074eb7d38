import type { Locale } from '../base/i18n.ts'
import type { ApprovalRequest, PayloadTask } from '../domain/approvals/request.ts'
import type { SourceUsers } from '../domain/tasks/source-users.ts'
import type { Task } from '../domain/tasks/task.ts'
import type { TaskEvent } from '../domain/watching/event.ts'
import type { Snapshot } from '../domain/watching/snapshot.ts'

/** `ordinary`: as on a good day. `long`: everything as long as it may be. `hostile`: names and texts that try to break out. */
export const dataKinds = ['ordinary', 'long', 'hostile'] as const
export type DataKind = (typeof dataKinds)[number]

/** What comes from users, Slack and DRS in a sample; the words around it are the bot's. */
export interface SampleData {
  readonly kind: DataKind
  readonly locale: Locale
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Names of tasks. */
  readonly names: readonly [string, string, string]
  readonly connection: string
  readonly sourceHost: string
  readonly instance: string
  /** What a person is called in Slack. */
  readonly person: string
  /** Why somebody asks, or ends something. */
  readonly reason: string
  readonly description: string
  /** A cause of failure that the bot knows, as DRS words it. */
  readonly knownError: string
  /** One that nobody knows. */
  readonly unknownError: string
  /** Name of a group of approvers in the configuration. */
  readonly group: string
  /** Names of databases or subtasks. */
  readonly parts: readonly string[]
}

/** The people and places of the local Slack. */
export const people = { alice: 'U01ALICE', bob: 'U02BOB', carol: 'U03CAROL', dana: 'U04DANA' } as const
/** The names by which those who read are told of them. */
export function namesOf({ person }: SampleData): ReadonlyMap<string, string> {
  return new Map(Object.values(people).map((id) => [id, person]))
}

export const place = { team: 'T0LOCAL', channel: 'C02DBA', userGroup: 'S01DBA' } as const

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

const rejected =
  "service LOGMANAGER failed, cause by: Access denied for user 'drs'@'10.0.0.9' (using password: YES)"

type Varying = 'locale' | 'now'

const ordinary: Omit<SampleData, Varying | 'person' | 'reason' | 'description'> = {
  kind: 'ordinary',
  names: ['orders-to-rds', 'billing-to-rds', 'dr-orders'],
  connection: 'prod-eu',
  sourceHost: '10.0.0.12',
  instance: 'rds-orders',
  knownError: rejected,
  unknownError: 'service CAPTURER failed, cause by: unexpected end of stream at position 4711',
  group: 'dba-approvers',
  parts: ['orders_1', 'orders_2'],
}

const ordinaryWords: Readonly<Record<Locale, Pick<SampleData, 'person' | 'reason' | 'description'>>> = {
  en: { person: 'Alice Meyer', reason: 'yearly drill, CHG-1234', description: 'Orders database of the shop' },
  'zh-CN': { person: '李伟', reason: '年度演练，变更单 CHG-1234', description: '商城订单库' },
}

const longText = (text: string, length: number) =>
  text.repeat(Math.ceil(length / text.length)).slice(0, length)

const longNames = ['orders', 'billing', 'customers'].map((name) =>
  longText(`${name}-of-the-european-shop-with-all-regions-`, 64),
)

const long: Omit<SampleData, Varying> = {
  ...ordinary,
  kind: 'long',
  names: [longNames[0] ?? '', longNames[1] ?? '', longNames[2] ?? ''],
  connection: longText('production-europe-west-', 50),
  sourceHost: longText('orders-primary.databases.internal.', 120),
  instance: longText('rds-orders-in-the-cloud-', 64),
  person: longText('Alexandrina Meyer-Lichtenstein ', 80),
  reason: longText('The primary room is being renovated and every database moves for a week. ', 500),
  description: longText('All orders of the shop since it was opened. ', 256),
  knownError: `${rejected}\n${longText('\tat com.example.drs.capturer.Stream.read(Stream.java:118)\n', 8000)}`,
  unknownError: `service CAPTURER failed, cause by: odd\n${longText('\tat com.example.drs.Stream.read(Stream.java:118)\n', 8000)}`,
  group: longText('approvers-of-production-', 60),
  parts: Array.from({ length: 120 }, (_, i) => `orders_partition_${i + 1}`),
}

/** Mentions, markup, links, entities, line breaks, fences, bidirectional marks. */
export const attacks = [
  '<!channel>',
  '<@U0EVIL>',
  '<https://evil.example|Approve>',
  '*bold* _italic_ ~gone~ `code`',
  '```\nfence\n```',
  '&lt;b&gt; & <script>alert(1)</script>',
  '\u202Egnp.exe\u202C',
  '> quote\n• item\n:tada:',
] as const

const attack = attacks.join(' ')

const hostile: Omit<SampleData, Varying> = {
  ...ordinary,
  kind: 'hostile',
  names: [`${attacks[0]} ${attacks[3]}`, attacks[2], attacks[6]],
  connection: attacks[3],
  sourceHost: attacks[5],
  instance: attacks[2],
  person: attack,
  reason: attack,
  description: attack,
  knownError: `${rejected} ${attack}`,
  unknownError: attack,
  group: attacks[3],
  parts: [...attacks],
}

/** `now`: milliseconds since the epoch. */
export function sampleData(kind: DataKind, locale: Locale, now: number): SampleData {
  const made = { ordinary: { ...ordinary, ...ordinaryWords[locale] }, long, hostile }[kind]
  return { ...made, locale, now }
}

const ids = ['a1b2c3d4', 'b2c3d4e5', 'c3d4e5f6'].map((start) => `${start}-0001-4000-8000-000000jb101`)

/** A migration into this cloud with its databases; `which` of the three names it has. */
export function taskOf(data: SampleData, fields: Partial<Task> = {}, which: 0 | 1 | 2 = 0): Task {
  return {
    connection: data.connection,
    id: ids[which] ?? '',
    name: data.names[which],
    scenario: 'migration',
    engine: 'mysql',
    status: 'INCRE_TRANSFER_STARTED',
    direction: 'up',
    mode: 'FULL_INCR_TRANS',
    network: 'vpn',
    nodeType: 'high',
    description: data.description,
    createdAt: data.now - 3 * hour,
    source: { dbType: 'mysql', ip: data.sourceHost, port: 3306, user: 'drs' },
    destination: { dbType: 'mysql', instanceName: data.instance, ip: '10.1.0.8', port: 3306 },
    ...fields,
  }
}

/** The same task as the last poll saw it. */
export function snapshotOf(data: SampleData, fields: Partial<Snapshot> = {}, which: 0 | 1 | 2 = 0): Snapshot {
  const { connection, id, name, scenario, engine, status, direction, mode } = taskOf(data, {}, which)
  const seen = { connection, id, name, scenario, engine, status, direction, mode }
  return { ...seen, version: 3, changedAt: data.now - 4 * minute, statusSince: data.now - hour, ...fields }
}

/** What every event has. */
export function eventBase({ now }: SampleData): Pick<TaskEvent, 'id' | 'at'> {
  return { id: 'event-1', at: now - minute }
}

/** A pair as a request has it. */
export function payloadTaskOf(
  data: SampleData,
  fields: Partial<PayloadTask> = {},
  which: 0 | 1 | 2 = 2,
): PayloadTask {
  return {
    id: ids[which] ?? '',
    name: data.names[which],
    scenario: 'cloudDataGuard',
    source: { ip: data.sourceHost, port: 3306 },
    destination: { instanceName: data.instance, ip: '10.1.0.8', port: 3306 },
    observed: {
      status: 'INCRE_TRANSFER_STARTED',
      direction: 'up',
      lagMs: 500,
      rpoMs: 200,
      rtoMs: 900,
      comparison: { endedAt: data.now - 2 * hour, clean: true },
    },
    ...fields,
  }
}

const messageLink = 'https://example.slack.com/archives/C02DBA/p1795179600000100'

/** A switchover that waits for two approvers. */
export function requestOf(data: SampleData, fields: Partial<ApprovalRequest> = {}): ApprovalRequest {
  return {
    id: 'd4e5f6a7-0001-4000-8000-000000000001',
    team: place.team,
    channel: place.channel,
    messages: [{ channel: place.channel, ts: '1.1', link: messageLink, asks: true }],
    asked: [place.userGroup],
    card: messageLink,
    locale: data.locale,
    requester: people.alice,
    connection: data.connection,
    reason: data.reason,
    payload: { kind: 'action', verb: 'switchover', tasks: [payloadTaskOf(data)] },
    state: 'pending',
    hash: 'abcdef0123456789abcdef',
    policy: {
      need: [{ group: { name: data.group, users: [], userGroups: [place.userGroup] }, seats: 2 }],
      answerWithinMs: hour,
      useWithinMs: 15 * minute,
      preconditions: { maxLagMs: 10_000, comparisonWithinMs: day },
    },
    votes: [],
    reductions: [],
    createdAt: data.now - 5 * minute,
    answerBy: data.now + 55 * minute,
    results: {},
    reminded: 0,
    version: 0,
    ...fields,
  }
}

/** Accounts of a source, one of which DRS cannot migrate. */
export function peopleOf({ names, instance }: SampleData): SourceUsers {
  const [app = '', root = ''] = names
  return {
    users: [
      { id: `${app}@%`, account: `${app}@%`, movable: true, roles: [], chosen: true },
      { id: root, account: root, movable: false, remark: instance, roles: [], chosen: false },
    ],
    roles: [{ id: instance, movable: true, privileges: '', inherits: [], chosen: false }],
  }
}
