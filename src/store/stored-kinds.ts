import { approvalRequestKind } from './approval-requests.ts'
import { baseKind } from './audit.ts'
import { batchHeadKind, batchTaskKind } from './batches.ts'
import { boardKind } from './boards.ts'
import { auditKind } from './chain.ts'
import { headKind } from './chain-head.ts'
import { checkNoteKind } from './check-notes.ts'
import { comparisonScheduleKind } from './comparison-schedules.ts'
import { formDraftKind, formGivenKind } from './drafts.ts'
import { filterKind } from './filters.ts'
import { grantKind, ruleKind } from './grants.ts'
import { troubleKind, unseenKind } from './heartbeats.ts'
import { toldKind } from './history.ts'
import type * as keys from './keys.ts'
import { limitsKind } from './limits.ts'
import { linkRequestKind } from './one-time-links.ts'
import { ongoingReplyKind } from './ongoing-replies.ts'
import { attemptKind } from './outbox-attempts.ts'
import { outboxMessageKind } from './outbox-messages.ts'
import { outcomeKind } from './outcomes.ts'
import { pendingActionKind } from './pending-actions.ts'
import { postKind } from './posted-cards.ts'
import { postedReportKind } from './posted-reports.ts'
import { restingGroupKind } from './resting-groups.ts'
import { snapshotKind } from './snapshots.ts'
import { snoozeKind } from './snoozes.ts'
import { blindKind } from './stale-state.ts'
import type { StoredKind } from './stored.ts'
import { indexedTaskKind } from './task-index.ts'
import { actKind, taskLockKind } from './task-locks.ts'
import { setupKind } from './task-setups.ts'
import { tokenKind } from './tokens.ts'
import { continuationKind, vaultKind } from './vault.ts'
import { watchKind } from './watches.ts'

/** A number, an id or a set of ids: it means what it says, and needs no schema. */
type Plain = 'plain'

type AnyKind = Pick<StoredKind<unknown>, 'name' | 'version' | 'schema' | 'parse' | 'write'>

type Holding<Name extends string> = Readonly<Record<Name, AnyKind | Plain>>

type NameOf<Table> = Extract<keyof Table, string>

/** What lies under each key of keys.ts. A key that is missing here does not compile. */
export const heldBy = {
  connection: {
    snapshot: snapshotKind,
    versions: 'plain',
    due: 'plain',
    rests: 'plain',
    groups: restingGroupKind,
    resting: 'plain',
    watchers: 'plain',
    watches: watchKind,
    follows: pendingActionKind,
    following: 'plain',
    outcomes: outcomeKind,
    outboxes: outboxMessageKind,
    outbox: outboxMessageKind,
    pending: 'plain',
    lease: 'plain',
    attempts: attemptKind,
    tries: 'plain',
    posts: postKind,
    ongoing: ongoingReplyKind,
    reports: postedReportKind,
    boards: boardKind,
    batch: batchHeadKind,
    batchTasks: batchTaskKind,
    pressed: 'plain',
    snoozes: snoozeKind,
    later: toldKind,
    alarms: 'plain',
    comparisons: comparisonScheduleKind,
    comparing: 'plain',
    floor: 'plain',
    places: 'plain',
    paused: 'plain',
    limits: limitsKind,
    limited: 'plain',
    needs: 'plain',
    moving: 'plain',
    filters: filterKind,
    index: indexedTaskKind,
    names: 'plain',
    changes: 'plain',
    touched: 'plain',
    walk: 'plain',
    walker: 'plain',
    pages: 'plain',
    adrift: 'plain',
    beside: 'plain',
    tagged: 'plain',
    history: toldKind,
    minutes: 'plain',
    hours: 'plain',
    acting: taskLockKind,
    act: actKind,
    heartbeat: 'plain',
    alive: 'plain',
    trouble: troubleKind,
    unseen: unseenKind,
    blind: blindKind,
    blindCount: 'plain',
    born: 'plain',
    lost: 'plain',
    lostPlaces: 'plain',
    prechecks: 'plain',
    setups: setupKind,
    checks: checkNoteKind,
    assigned: 'plain',
    callBudget: 'plain',
  } satisfies Holding<NameOf<keys.ConnectionKeys>>,
  ledger: {
    request: approvalRequestKind,
    formerRequest: approvalRequestKind,
    open: 'plain',
    recent: 'plain',
    undrawn: 'plain',
    tasks: 'plain',
    task: 'plain',
    grants: grantKind,
    rules: ruleKind,
    audit: auditKind,
    head: headKind,
    base: baseKind,
    configuration: 'plain',
  } satisfies Holding<NameOf<typeof keys.approvalKeys>>,
  others: {
    tokenKey: tokenKind,
    tokenLockKey: 'plain',
    vaultKey: vaultKind,
    linkKey: linkRequestKind,
    guessesKey: 'plain',
    continuationKey: continuationKind,
    holdKey: 'plain',
    throttleKey: 'plain',
    channelsKey: 'plain',
    channelLanguagesKey: 'plain',
    peopleKey: 'plain',
    refusedBlocksKey: 'plain',
    replicasKey: 'plain',
    formKey: formDraftKind,
    sentFormKey: 'plain',
    formGivenKey: formGivenKind,
    formOfKey: 'plain',
    onceKey: 'plain',
    unreadableKey: 'plain',
    auditWitnessKey: headKind,
    acknowledgedKey: 'plain',
  } satisfies Holding<Extract<keyof typeof keys, `${string}Key`>>,
} as const

/** Every kind once. */
export const storedKinds: readonly AnyKind[] = [
  ...new Set(Object.values(heldBy).flatMap((keys): readonly (AnyKind | Plain)[] => Object.values(keys))),
].filter((held) => held !== 'plain')
