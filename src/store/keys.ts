import type { Follow, Place } from '../domain/watch.ts'

/**
 * Every key of the bot. All keys of one connection share the hash tag `{c:<connection>}`, so that on a Redis Cluster one
 * script can touch all of them.
 *
 * | key | type | holds |
 * |---|---|---|
 * | `<c>:snapshot:<task>` | string | snapshot without connection and task, JSON; expires once nobody watches or follows |
 * | `<c>:versions` | hash | task → version of its stored state; outlives the snapshot so that event ids never repeat |
 * | `<c>:due` | sorted set | task → when to look next, ms, with the mark of `isPulse` |
 * | `<c>:watchers:<task>` | set | places that watch |
 * | `<c>:watches:<place>` | hash | task → watch without connection, task and place, JSON |
 * | `<c>:follows:<task>` | hash | `<place> <follow id>` → follow, JSON |
 * | `<c>:following` | set | tasks with follows |
 * | `<c>:outcomes` | hash | follow id → outcome entry that the bot itself has still to act on, JSON |
 * | `<c>:outbox:<place>` | list | entries to be said, oldest first, JSON |
 * | `<c>:pending` | set | places whose outbox is not empty |
 * | `<c>:lease:<place>` | string | fencing token of the replica that delivers there; expires |
 * | `<c>:fence` | counter | last fencing token |
 * | `<c>:attempts:<place>` | hash | message key → when it was first tried, ms; gone once noted as sent |
 * | `<c>:tries:<place>` | counter | failures in a row |
 * | `<c>:posts:<place>` | hash | task → the card's message, JSON |
 * | `<c>:prechecks` | hash | task → query id of its last precheck over v5 |
 * | `<c>:setups` | hash | task → where its databases are, JSON |
 * | `<c>:calls:<api>` | sorted set | call to DRS → when its turn was, ms; expires with the window |
 * | `<c>:callers:<api>` | sorted set | call that waits for its turn → its place in the queue; expires |
 * | `<c>:callers:<api>:until` | sorted set | call that waits → when it counts as gone, ms; expires |
 * | `<c>:callers:<api>:last` | counter | last place in the queue; expires |
 * | `drs:{token:<id>}` | string | token of IAM, encrypted; expires with it |
 * | `drs:{token:<id>}:lock` | string | replica that fetches it; expires |
 * | `drs:channels` | hash | place → connection chosen for it |
 * | `drs:draft:<id>` | string | half-filled form, JSON; expires |
 * | `drs:ticket:<id>` | string | request for approval, JSON with its version; expires |
 */
export interface ConnectionKeys {
  readonly snapshot: (taskId: string) => string
  readonly versions: string
  readonly due: string
  readonly watchers: (taskId: string) => string
  readonly watches: (place: Place) => string
  readonly follows: (taskId: string) => string
  readonly following: string
  readonly outcomes: string
  /** Prefix of all outboxes: scripts learn the places while they run. */
  readonly outboxes: string
  readonly outbox: (place: Place) => string
  readonly pending: string
  readonly lease: (place: Place) => string
  readonly fence: string
  readonly attempts: (place: Place) => string
  readonly tries: (place: Place) => string
  readonly posts: (place: Place) => string
  readonly prechecks: string
  readonly setups: string
  /** Calls of the last minute, and the queue for the next: waiting, until when, last place. */
  readonly callBudget: (api: string) => readonly [calls: string, callers: string, until: string, last: string]
}

export function keysOf(connection: string): ConnectionKeys {
  // A brace in the name would end the hash tag early.
  const c = `drs:{c:${encodeURIComponent(connection)}}`
  return {
    snapshot: (taskId) => `${c}:snapshot:${taskId}`,
    versions: `${c}:versions`,
    due: `${c}:due`,
    watchers: (taskId) => `${c}:watchers:${taskId}`,
    watches: (place) => `${c}:watches:${placeId(place)}`,
    follows: (taskId) => `${c}:follows:${taskId}`,
    following: `${c}:following`,
    outcomes: `${c}:outcomes`,
    outboxes: `${c}:outbox:`,
    outbox: (place) => `${c}:outbox:${placeId(place)}`,
    pending: `${c}:pending`,
    lease: (place) => `${c}:lease:${placeId(place)}`,
    fence: `${c}:fence`,
    attempts: (place) => `${c}:attempts:${placeId(place)}`,
    tries: (place) => `${c}:tries:${placeId(place)}`,
    posts: (place) => `${c}:posts:${placeId(place)}`,
    prechecks: `${c}:prechecks`,
    setups: `${c}:setups`,
    callBudget: (api) => {
      const callers = `${c}:callers:${api}`
      return [`${c}:calls:${api}`, callers, `${callers}:until`, `${callers}:last`]
    },
  }
}

/** `id` is a digest of user and project. */
export function tokenKey(id: string): string {
  return `drs:{token:${id}}`
}

export function tokenLockKey(id: string): string {
  return `${tokenKey(id)}:lock`
}

export const channelsKey = 'drs:channels'

export function draftKey(id: string): string {
  return `drs:draft:${id}`
}

export function ticketKey(id: string): string {
  return `drs:ticket:${id}`
}

/** Prefix of BullMQ's own keys, with a hash tag as it asks for on a Redis Cluster. */
export const queuePrefix = '{drs:queue}'

/** `<team>/<channel>`; Slack's ids are letters and digits. */
export function placeId({ team, channel }: Place): string {
  return `${team}/${channel}`
}

/** Field of a follow in its task's hash: the place comes first so that scripts can read it. */
export function followField(follow: Follow): string {
  return `${placeId(follow)} ${follow.id}`
}

export function placeOf(id: string): Place {
  const [team = '', channel = ''] = id.split('/')
  return { team, channel }
}
