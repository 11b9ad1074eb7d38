import type { ChannelRef, PendingAction } from '../domain/watching/watch.ts'

/**
 * Every key of the bot. All keys of one connection share the hash tag `{c:<connection>}`, so that on a Redis Cluster one
 * script can touch all of them.
 *
 * JSON has the version and the schema of its kind (stored-kinds.ts).
 *
 * | key | type | holds |
 * |---|---|---|
 * | `<c>:snapshot:<task>` | string | snapshot without connection and task, JSON; expires once nobody watches or follows |
 * | `<c>:versions` | hash | task → version of its stored state; outlives the snapshot so that event ids never repeat |
 * | `<c>:due` | sorted set | task → when to look next, ms, with the mark of `isProgressProbe` |
 * | `<c>:rests` | sorted set | group of tasks at rest → when to look next, as `<c>:due` |
 * | `<c>:groups` | hash | group of tasks at rest → its tasks and what DRS answered of them last, JSON |
 * | `<c>:resting` | hash | task → its group; `last`, `open <kind>` and `open <group>`: the last number, and groups that are not full |
 * | `<c>:watchers:<task>` | set | channels that watch |
 * | `<c>:watches:<place>` | hash | task → watch without connection, task and channel, JSON |
 * | `<c>:follows:<task>` | hash | `<place> <follow id>` → follow, JSON |
 * | `<c>:following` | set | tasks with pending actions |
 * | `<c>:outcomes` | hash | follow id → outcome message that the bot itself has still to act on, JSON |
 * | `<c>:outbox:<place>` | list | outbox messages to be said, oldest first, JSON |
 * | `<c>:pending` | set | channels whose outbox is not empty |
 * | `<c>:lease:<place>` | string | token of the delivery that goes on there, or that the channel is on hold; expires |
 * | `<c>:attempts:<place>` | hash | message key → when it was first tried and what it says, JSON; gone once noted as sent |
 * | `<c>:tries:<place>` | hash | failures in a row: `count`, and `since` when, ms |
 * | `<c>:posts:<place>` | hash | task → the card's message, JSON |
 * | `<c>:reports:<task>` | hash | channel → the message with the report of its last pre-check, and what it says, JSON; expires |
 * | `<c>:ongoing:<place> <slot>` | string | reply that is edited as what it tells goes on, JSON; expires |
 * | `<c>:batch:<order>` | string | action on several tasks that is told in one message, JSON; expires |
 * | `<c>:batch:<order>:tasks` | hash | task of it → how it stands, JSON; expires |
 * | `<c>:pressed:<place>` | string | until when events are merged there, ms; expires |
 * | `<c>:snoozes:<place>` | hash | task, or `*` for all → snooze, JSON |
 * | `<c>:comparisons` | hash | comparison that the bot begins at its time → what and when, JSON |
 * | `<c>:comparing` | sorted set | the same by when they begin, ms |
 * | `<c>:later:<place> <basket>` | list | events kept to be told together, oldest first, JSON |
 * | `<c>:alarms` | sorted set | `<basket> <place>` or `repeat:<task> <place>` → when something is to be said, ms |
 * | `<c>:prechecks` | hash | task → query id of its last precheck over v5 |
 * | `<c>:checks:<task>` | hash | `<kind> <item>` → what somebody has said of an item of its pre-check, JSON; expires |
 * | `<c>:assigned:<user>` | set | tasks of which an item was assigned to the person; expires |
 * | `<c>:setups` | hash | task → where its databases are, JSON |
 * | `<c>:floor` | counter | version at which a task begins that has none; not lower than any version forgotten |
 * | `<c>:places` | hash | channel that watches a task → a language spoken there |
 * | `<c>:paused` | hash | channel whose watches are suspended → since when, ms |
 * | `<c>:limits:<task>` | hash | channel → limits of its watch and where they stand, JSON |
 * | `<c>:limited` | set | tasks with limits |
 * | `<c>:needs` | set | tasks whose last stored state needs somebody |
 * | `<c>:moving` | set | tasks whose last stored state is in motion |
 * | `<c>:boards:<place>` | hash | filter that is told by a board → where the message is, JSON |
 * | `<c>:filters` | hash | `<place> <filter id>` → filter watch without channel and connection, JSON |
 * | `<c>:index` | hash | task → what is known of it from DRS's lists, JSON |
 * | `<c>:names` | sorted set | `<name in small letters>\0<task>` of every task of the index, all with score 0 |
 * | `<c>:changes` | sorted set | task → version of the index with which it came, changed or went; the latest of them |
 * | `<c>:touched` | set | tasks whose row came from elsewhere than the lists, until a walk compares them |
 * | `<c>:walk` | hash | `version` of the index and the `floor` of its changes, where the walk of the lists is, `asOf` when the last complete one began, ms |
 * | `<c>:walker` | string | token of the replica that walks; expires |
 * | `<c>:pages` | hash | `<list> <page>` → digest of what it said, and the tasks on it |
 * | `<c>:adrift` | hash | task that has left its page and was on no other → whether that was so at the end of a walk |
 * | `<c>:beside` | string | that DRS was asked for a name which the index does not have; expires |
 * | `<c>:tagged` | sorted set | task whose tags a filter asks for → when they were read, ms, or 0; kept while there are filters |
 * | `<c>:history` | stream | what happened: task, event, JSON, and the channel if only one was told |
 * | `<c>:minutes:<task>` | list | delay, progress, RPO and RTO by the minute, the latest 1,440 in which they changed; expires |
 * | `<c>:hours:<task>` | list | the same by the hour, the latest 720; both of a task at most 96 KB; expires |
 * | `<c>:acting:<task>` | string | who acts on it at the moment, JSON; expires |
 * | `<c>:act:<task>` | string | who acted on it last, JSON; expires |
 * | `<c>:heartbeat` | string | when a poll last got an answer, ms |
 * | `<c>:alive` | string | when a replica last checked the heartbeat, ms |
 * | `<c>:trouble` | string | why polls got no answer, JSON; expires |
 * | `<c>:unseen` | hash | task that does not answer → since when and why, JSON |
 * | `<c>:blind` | string | what was told of an outage and where, JSON, until it is over |
 * | `<c>:blind:count` | counter | number of the outage that is on, or of the next one |
 * | `<c>:born` | string | when Redis began to remember the connection, ms; a replica sees by it that Redis was emptied |
 * | `<c>:lost` | string | the earlier `<c>:born` whose loss was told last |
 * | `<c>:lost:places` | set | channel that was told of it |
 * | `<c>:calls:<api>` | sorted set | call to DRS → when its turn was, ms; expires with the window |
 * | `<c>:callers:<api>` | sorted set | call that waits for its turn → its place in the queue; expires |
 * | `<c>:callers:<api>:until` | sorted set | call that waits → when it counts as gone, ms; expires |
 * | `<c>:callers:<api>:last` | counter | last place in the queue, µs; expires |
 * | `<c>:calls:<api>:pace` | string | when the next call of polls would be due if all kept their distance, ms; expires |
 * | `drs:{token:<id>}` | string | token of IAM, JSON, encrypted; expires with it |
 * | `drs:{token:<id>}:lock` | string | replica that fetches it; expires |
 * | `drs:{vault:<id>}` | string | a person's secret, encrypted, and what it is kept for, JSON; expires |
 * | `drs:{link:<digest>}` | hash | one-time link: what it is for, JSON; digest of its code, wrong codes so far; expires |
 * | `drs:{guesses:<digest>}` | counter | wrong links and codes from one address; expires |
 * | `drs:{waiting:<id>}` | string | what goes on once its secrets are there, JSON; expires |
 * | `drs:hold:<team>` | hash | method → until when Slack takes no such call, ms; expires |
 * | `drs:pace:<place>` | string | when the next message would be due at one a second, ms; expires |
 * | `drs:people:changes` | stream | changes of people and user groups that Slack has told of, the latest thousand |
 * | `drs:refused-blocks:<team>` | set | kinds of blocks that the workspace refuses; expires |
 * | `drs:channels` | hash | channel → connection chosen for it; person → the one that their Home shows |
 * | `drs:channel-languages` | hash | channel → language chosen for it |
 * | `drs:form:<id>` | string | half-filled form, JSON; expires |
 * | `drs:form-sent:<id>` | string | that the form was sent and is being carried out; expires |
 * | `drs:form-of:<owner>` | string | id of the unfinished wizard that somebody left in a channel; expires |
 * | `drs:form-given:<owner>` | string | what somebody gave last in a form of a channel, JSON; expires |
 * | `drs:once:<id>` | string | that a replica has taken up what Slack sent; expires |
 * | `drs:{ledger}:request:<id>` | hash | approval request: version, JSON, JSON of its tasks; expires once closed |
 * | `drs:{ledger}:ticket:<id>` | hash | the same where earlier releases kept it, JSON; until it is next read |
 * | `drs:{ledger}:open` | sorted set | request that somebody has to act on → when time will do something to it, ms |
 * | `drs:{ledger}:recent` | sorted set | request → when it was made, ms |
 * | `drs:{ledger}:undrawn` | sorted set | request whose messages may not show it as it is → when to draw them, ms |
 * | `drs:{ledger}:task:<c>/<task>` | set | open requests about that task |
 * | `drs:{ledger}:grants` | hash | id → role given from Slack, JSON |
 * | `drs:{ledger}:rules` | hash | id → rule about approval given from Slack, JSON |
 * | `drs:{ledger}:audit` | stream | audit records, JSON with their hash; the id is `<seq>-0` |
 * | `drs:{ledger}:audit:head` | string | where the chain of audit records ends, JSON |
 * | `drs:{ledger}:audit:base` | string | last record that was taken out by rule, JSON |
 * | `drs:{ledger}:configuration` | string | digest of the configuration that was audited last |
 * | `drs:{ledger}:acknowledged` | counter | beginnings of executions that Redis was asked to keep |
 * | `drs:audit-witness` | string | where the chain of audit records ended when it was written last, JSON; apart from the chain itself |
 * | `drs:replicas` | sorted set | replica → when it last gave a sign of life, ms |
 * | `drs:unreadable` | sorted set | what could not be read, with its address → when it was found, ms |
 */
export interface ConnectionKeys {
  readonly snapshot: (taskId: string) => string
  readonly versions: string
  readonly due: string
  readonly rests: string
  readonly groups: string
  readonly resting: string
  readonly watchers: (taskId: string) => string
  readonly watches: (channelRef: ChannelRef) => string
  readonly follows: (taskId: string) => string
  readonly following: string
  readonly outcomes: string
  /** Prefix of all outboxes: scripts learn the channels while they run. */
  readonly outboxes: string
  readonly outbox: (channelRef: ChannelRef) => string
  readonly pending: string
  readonly lease: (channelRef: ChannelRef) => string
  readonly attempts: (channelRef: ChannelRef) => string
  readonly tries: (channelRef: ChannelRef) => string
  readonly posts: (channelRef: ChannelRef) => string
  readonly ongoing: (channelRef: ChannelRef, slot: string) => string
  readonly boards: (channelRef: ChannelRef) => string
  readonly reports: (taskId: string) => string
  readonly batch: (id: string) => string
  readonly batchTasks: (id: string) => string
  readonly pressed: (channelRef: ChannelRef) => string
  readonly snoozes: (channelRef: ChannelRef) => string
  readonly later: (channelRef: ChannelRef, basket: string) => string
  readonly alarms: string
  readonly comparisons: string
  readonly comparing: string
  readonly floor: string
  readonly places: string
  readonly paused: string
  readonly limits: (taskId: string) => string
  readonly limited: string
  readonly needs: string
  readonly moving: string
  readonly filters: string
  readonly index: string
  readonly names: string
  readonly changes: string
  readonly touched: string
  readonly walk: string
  readonly walker: string
  readonly pages: string
  readonly adrift: string
  readonly beside: string
  readonly tagged: string
  readonly history: string
  readonly minutes: (taskId: string) => string
  readonly hours: (taskId: string) => string
  readonly acting: (taskId: string) => string
  readonly act: (taskId: string) => string
  readonly heartbeat: string
  readonly alive: string
  readonly trouble: string
  readonly unseen: string
  readonly blind: string
  readonly blindCount: string
  readonly born: string
  readonly lost: string
  readonly lostPlaces: string
  readonly prechecks: string
  readonly setups: string
  readonly checks: (taskId: string) => string
  readonly assigned: (user: string) => string
  /** Calls of the last minute, the queue for the next (waiting, until when, last place), and the pace of polls. */
  readonly callBudget: (
    api: string,
  ) => readonly [calls: string, callers: string, until: string, last: string, pace: string]
}

/** The keys of a connection; the same object each time, since every step of a poll over many tasks asks for it. */
export function keysOf(connection: string): ConnectionKeys {
  const known = keysByConnection.get(connection)
  if (known !== undefined) return known
  const keys = makeKeys(connection)
  keysByConnection.set(connection, keys)
  return keys
}

/** Of the connections of the configuration, which are few. */
const keysByConnection = new Map<string, ConnectionKeys>()

function callBudgetKeys(calls: string, callers: string): ReturnType<ConnectionKeys['callBudget']> {
  return [calls, callers, `${callers}:until`, `${callers}:last`, `${calls}:pace`]
}

/** What is known of whether DRS can be seen. */
function healthKeys(c: string) {
  return {
    heartbeat: `${c}:heartbeat`,
    alive: `${c}:alive`,
    trouble: `${c}:trouble`,
    unseen: `${c}:unseen`,
    blind: `${c}:blind`,
    blindCount: `${c}:blind:count`,
    born: `${c}:born`,
    lost: `${c}:lost`,
    lostPlaces: `${c}:lost:places`,
  }
}

/** A brace in the name would end the hash tag early. */
function makeKeys(connection: string): ConnectionKeys {
  const c = `drs:{c:${encodeURIComponent(connection)}}`
  return {
    snapshot: (taskId) => `${c}:snapshot:${taskId}`,
    versions: `${c}:versions`,
    due: `${c}:due`,
    rests: `${c}:rests`,
    groups: `${c}:groups`,
    resting: `${c}:resting`,
    watchers: (taskId) => `${c}:watchers:${taskId}`,
    watches: (channelRef) => `${c}:watches:${channelRefId(channelRef)}`,
    follows: (taskId) => `${c}:follows:${taskId}`,
    following: `${c}:following`,
    outcomes: `${c}:outcomes`,
    outboxes: `${c}:outbox:`,
    outbox: (channelRef) => `${c}:outbox:${channelRefId(channelRef)}`,
    pending: `${c}:pending`,
    lease: (channelRef) => `${c}:lease:${channelRefId(channelRef)}`,
    attempts: (channelRef) => `${c}:attempts:${channelRefId(channelRef)}`,
    tries: (channelRef) => `${c}:tries:${channelRefId(channelRef)}`,
    posts: (channelRef) => `${c}:posts:${channelRefId(channelRef)}`,
    reports: (taskId) => `${c}:reports:${taskId}`,
    boards: (channelRef) => `${c}:boards:${channelRefId(channelRef)}`,
    ongoing: (channelRef, slot) => `${c}:ongoing:${channelRefId(channelRef)} ${slot}`,
    batch: (id) => `${c}:batch:${id}`,
    batchTasks: (id) => `${c}:batch:${id}:tasks`,
    pressed: (channelRef) => `${c}:pressed:${channelRefId(channelRef)}`,
    snoozes: (channelRef) => `${c}:snoozes:${channelRefId(channelRef)}`,
    later: (channelRef, basket) => `${c}:later:${channelRefId(channelRef)} ${basket}`,
    alarms: `${c}:alarms`,
    comparisons: `${c}:comparisons`,
    comparing: `${c}:comparing`,
    floor: `${c}:floor`,
    places: `${c}:places`,
    paused: `${c}:paused`,
    limits: (taskId) => `${c}:limits:${taskId}`,
    limited: `${c}:limited`,
    needs: `${c}:needs`,
    moving: `${c}:moving`,
    filters: `${c}:filters`,
    index: `${c}:index`,
    names: `${c}:names`,
    changes: `${c}:changes`,
    touched: `${c}:touched`,
    walk: `${c}:walk`,
    walker: `${c}:walker`,
    pages: `${c}:pages`,
    adrift: `${c}:adrift`,
    beside: `${c}:beside`,
    tagged: `${c}:tagged`,
    history: `${c}:history`,
    minutes: (taskId) => `${c}:minutes:${taskId}`,
    hours: (taskId) => `${c}:hours:${taskId}`,
    acting: (taskId) => `${c}:acting:${taskId}`,
    act: (taskId) => `${c}:act:${taskId}`,
    ...healthKeys(c),
    prechecks: `${c}:prechecks`,
    setups: `${c}:setups`,
    checks: (taskId) => `${c}:checks:${taskId}`,
    assigned: (user) => `${c}:assigned:${user}`,
    callBudget: (api) => callBudgetKeys(`${c}:calls:${api}`, `${c}:callers:${api}`),
  }
}

/**
 * The keys of a connection as JSON, for scripts that learn tasks and channels only while they run: those of a task or of a
 * place without it, as prefixes. All share the connection's hash tag.
 */
export function luaKeys(connection: string): string {
  const known = luaByConnection.get(connection)
  if (known !== undefined) return known
  const text = makeLuaKeys(connection)
  luaByConnection.set(connection, text)
  return text
}

const luaByConnection = new Map<string, string>()

function makeLuaKeys(connection: string): string {
  const { snapshot, watchers, follows, limits, reports, minutes, hours, ...keys } = keysOf(connection)
  const prefix = (key: (channelRef: ChannelRef) => string) => key({ team: '', channel: '' }).slice(0, -1)
  return JSON.stringify({
    versions: keys.versions,
    floor: keys.floor,
    due: keys.due,
    rests: keys.rests,
    groups: keys.groups,
    resting: keys.resting,
    following: keys.following,
    outcomes: keys.outcomes,
    pending: keys.pending,
    places: keys.places,
    paused: keys.paused,
    limited: keys.limited,
    needs: keys.needs,
    moving: keys.moving,
    filters: keys.filters,
    tagged: keys.tagged,
    history: keys.history,
    unseen: keys.unseen,
    snapshot: snapshot(''),
    watchers: watchers(''),
    follows: follows(''),
    limits: limits(''),
    reports: reports(''),
    minutes: minutes(''),
    hours: hours(''),
    watches: prefix(keys.watches),
    outbox: keys.outboxes,
    posts: prefix(keys.posts),
    attempts: prefix(keys.attempts),
    tries: prefix(keys.tries),
    lease: prefix(keys.lease),
  })
}

/** `id` is a digest of user and project. */
export function tokenKey(id: string): string {
  return `drs:{token:${id}}`
}

export function tokenLockKey(id: string): string {
  return `${tokenKey(id)}:lock`
}

export function vaultKey(id: string): string {
  return `drs:{vault:${id}}`
}

/** What lies encrypted in Redis, as patterns of SCAN. */
export const sealedKeys = { tokens: 'drs:{token:*}', vault: 'drs:{vault:*}' } as const

/** `digest` is that of the link's token. */
export function linkKey(digest: string): string {
  return `drs:{link:${digest}}`
}

/** `digest` is that of an address. */
export function guessesKey(digest: string): string {
  return `drs:{guesses:${digest}}`
}

export function continuationKey(id: string): string {
  return `drs:{waiting:${id}}`
}

export function holdKey(team: string): string {
  return `drs:hold:${team}`
}

export function throttleKey(channelRef: ChannelRef): string {
  return `drs:pace:${channelRefId(channelRef)}`
}

export const channelsKey = 'drs:channels'
export const channelLanguagesKey = 'drs:channel-languages'

export const peopleKey = 'drs:people:changes'

export function refusedBlocksKey(team: string): string {
  return `drs:refused-blocks:${team}`
}

export function formKey(id: string): string {
  return `drs:form:${id}`
}

export function sentFormKey(id: string): string {
  return `drs:form-sent:${id}`
}

/** `owner`: somebody in a channel, and a command. */
export function formGivenKey(owner: string): string {
  return `drs:form-given:${owner}`
}

export function formOfKey(owner: string): string {
  return `drs:form-of:${owner}`
}

/** `id`: of what Slack has sent, or a digest of it. */
export function onceKey(id: string): string {
  return `drs:once:${id}`
}

export const replicasKey = 'drs:replicas'

/** Of what could not be read, whatever its kind. */
export const unreadableKey = 'drs:unreadable'

/** Apart from what it is a witness of, so that both are not lost by one hand or one slot. */
export const auditWitnessKey = 'drs:audit-witness'

const ledger = 'drs:{ledger}'

/** With what it is to be kept beside: on the same server. */
export const acknowledgedKey = `${ledger}:acknowledged`

/** Requests and audit share one tag, so that one script moves a request and writes its audit record. */
export const approvalKeys = {
  request: (id: string) => `${ledger}:request:${id}`,
  formerRequest: (id: string) => `${ledger}:ticket:${id}`,
  open: `${ledger}:open`,
  recent: `${ledger}:recent`,
  undrawn: `${ledger}:undrawn`,
  /** Prefix of all sets of requests by task: scripts learn the tasks while they run. */
  tasks: `${ledger}:task:`,
  task: (connection: string, taskId: string) =>
    `${ledger}:task:${encodeURIComponent(connection)}/${encodeURIComponent(taskId)}`,
  grants: `${ledger}:grants`,
  rules: `${ledger}:rules`,
  audit: `${ledger}:audit`,
  head: `${ledger}:audit:head`,
  base: `${ledger}:audit:base`,
  configuration: `${ledger}:configuration`,
} as const

/** Prefix of BullMQ's own keys, with a hash tag as it asks for on a Redis Cluster. */
export const queuePrefix = '{drs:queue}'

/** `<team>/<channel>`; Slack's ids are letters and digits. */
export function channelRefId({ team, channel }: ChannelRef): string {
  return `${team}/${channel}`
}

/**
 * Field of a pending action in its task's hash. The channel comes first and the mark of a batch last, so that scripts can
 * read them.
 */
export function pendingActionField(action: PendingAction): string {
  return `${channelRefId(action)} ${action.id}${action.inBatch ? batchMark : ''}`
}

/** At the end of the field of a pending action that is told in the message of its batch. */
export const batchMark = ' batch'

/** Field of a filter watch: the channel comes first so that scripts can read it. */
export function filterField(channelRef: ChannelRef, id: string): string {
  return `${channelRefId(channelRef)} ${id}`
}

export function channelRefOf(id: string): ChannelRef {
  const [team = '', channel = ''] = id.split('/')
  return { team, channel }
}
