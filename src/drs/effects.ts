import {
  type BodyEntry,
  type CallEffect,
  type DeclaredEffect,
  effectIn,
  type PossibleEffect,
} from './operation.ts'

/**
 * What calls do, each deed declared once: the operations of both generations that do the same name the same row, and so
 * have the same risk. The sections say what is done; what it may cost somebody is our reading of them.
 *
 * Changing back takes one more call, and nothing is missing afterwards: `change`. Data, logs, alarms, credentials or money
 * that do not come back: `destructive`. Settings that are harmless until the task runs, and decide afterwards what becomes
 * of data: `settings`.
 */

function change(why: string): CallEffect {
  return { risk: 'change', why }
}

function destructive(why: string): CallEffect {
  return { risk: 'destructive', why }
}

function settings(why: string): CallEffect {
  return { risk: 'destructive', why, untilStart: true }
}

export const effects = {
  // Tasks and money
  created: change('makes tasks, whose machines cost money'),
  subscribed: destructive(
    'orders months or years in advance; deleting the task does not give the money back',
  ),
  batchPrepared: change('makes or changes a batch, of which nothing exists before it is committed'),
  batchImported: destructive(
    'makes a batch from a file that nobody here looks into; it may order months in advance or set parameters of a database',
  ),
  rebuilt: settings('replaces the machine of the task, without what the old one held'),
  removed: destructive('removes the task and its history'),
  ended: destructive('ends the task for good'),

  // Running
  started: change('begins to copy into the destination, and to cost money'),
  goneOn: change('goes on where the task was paused or has failed'),
  editApplied: destructive(
    'puts an edited selection into force; objects left out of it are no longer copied',
  ),
  replayPaused: change('pauses replay; logs go on being captured, so that the task can go on'),
  capturePaused: destructive(
    'stops capturing logs as well; what the source purges meanwhile cannot be copied any more',
  ),
  begunAnew: destructive('starts the task from the beginning; everything is copied again'),
  turned: destructive('swaps the active side and the standby'),
  startMoved: destructive(
    'moves the start; changes before it are never copied, and nothing shows that they are missing',
  ),

  // Checks and comparisons
  connected: change('connects to the databases; nothing in them changes'),
  checked: change('checks both databases, and replaces the last report'),
  checkSkipped: destructive('lets the task start though a check has failed that protects data or logs'),
  compared: change('reads both databases, which loads them'),
  comparisonCancelled: change('ends a comparison, which can be made again'),
  reportMade: change('makes a file of the result of a comparison'),

  // What is copied, and how
  databasesSet: settings('sets which databases the task reads from and writes into'),
  modeSet: settings('sets mode, direction, network or size of the task'),
  objectsSelected: settings('replaces the selection; objects left out of it are no longer copied'),
  rulesSet: settings('sets which rows, columns and statements are copied; what a rule leaves out is missing'),
  policySet: settings(
    'sets what becomes of conflicts, DDL and DML; rows of the destination may be overwritten',
  ),
  driverSet: settings('gives the task other driver code, which sees its passwords and data'),
  tuned: change('sets threads and other figures of the task, which can be set back'),
  parametersReloaded: change('makes parameters take effect that were set before'),
  slowed: change('limits the speed of the full copy, or frees it'),

  // Databases and accounts
  parametersSet: destructive(
    'sets parameters of the destination database itself, for everybody who uses it; the old values are not kept',
  ),
  usersSet: settings('sets which accounts and permissions are made in the destination'),
  userPasswordsSet: destructive('sets passwords of accounts in the destination'),
  definersSet: settings('sets who owns views and routines; other accounts lose access to them'),
  passwordsChanged: destructive('replaces the passwords with which the task connects'),
  passwordsGiven: settings(
    'gives the passwords with which the task connects, and replaces those of a running one',
  ),

  // Network, drivers
  addressBound: change('binds an EIP, which costs money and can be unbound'),
  addressUnbound: destructive('takes the EIP away; databases reached over the internet are out of reach'),
  driverReplaced: destructive(
    'replaces a driver of that name for all tasks of the project; it sees their passwords',
  ),
  driverRemoved: destructive('removes drivers that tasks of the project may still need'),

  // Who sees and decides what
  described: change('replaces the description'),
  renamed: {
    risk: 'destructive',
    why: 'gives the task another name, and people approve a task by its name',
    decides: 'name',
  },
  tagged: {
    risk: 'destructive',
    why: 'adds, overwrites or removes tags, by which approval rules go; the old values are not kept',
    decides: 'tags',
  },
  tagsReplaced: {
    risk: 'destructive',
    why: 'gives the task other tags, by which approval rules go; those of before may be gone',
    decides: 'all tags',
  },
  alarmsSet: settings(
    'sets who is notified of failures and delays, and from which value on; failures may go unseen',
  ),
  endSet: settings('sets after how many days a failed task ends by itself; with fewer it may end at once'),
  logsMoved: destructive(
    'sends the logs of the task elsewhere or nowhere; those of the meantime are missing',
  ),
} as const satisfies Readonly<Record<string, CallEffect>>

/** An effect that a call has only if its body asks for it. */
export function when(effect: CallEffect, asks: (entry: BodyEntry) => boolean): PossibleEffect {
  return { effect, asks }
}

/** Whether something stands in the entry at that place; also `null`, whose meaning is not documented. */
export function has(...path: readonly [string, ...string[]]): (entry: BodyEntry) => boolean {
  return (entry) => path.reduce<unknown>((part, name) => memberOf(part, name), entry) !== undefined
}

/** Whether the entry, or what it holds, has a field of one of these names, however deep. */
export function holds(...names: readonly string[]): (entry: BodyEntry) => boolean {
  const inside = (value: unknown): boolean =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).some(
      ([name, part]) => (names.includes(name) && part !== undefined && part !== false) || inside(part),
    )
  return inside
}

function memberOf(value: unknown, name: string): unknown {
  return isEntry(value) ? value[name] : undefined
}

export function isEntry(value: unknown): value is BodyEntry {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The effects that one entry asks for, each once. */
export function effectsAsked(declared: readonly DeclaredEffect[], entry: BodyEntry): readonly CallEffect[] {
  const asked = declared.filter((one) => !('effect' in one) || one.asks(entry))
  return [...new Set(asked.map(effectIn))]
}
