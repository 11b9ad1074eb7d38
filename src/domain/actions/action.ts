import type * as z from 'zod'
import type { Text } from '../../base/i18n.ts'
import type { BodyEntry, CallEffect, Generation, Operation } from '../../drs/operation.ts'
import type { BegunComparison, Comparison } from '../tasks/comparison.ts'
import type { PrecheckReport } from '../tasks/task.ts'

/** What an action on a task is told besides the tasks; words only, so that it travels in requests and buttons as it is. */
export type ActionOptions = Readonly<Record<string, string>>

/** What the rules look at. */
export interface TaskState {
  readonly status: string
  readonly scenario: string
  readonly dualActive?: boolean
  /** `INCR_TRANS` copies changes only; absent where nobody has looked. */
  readonly mode?: string
  /** Of the last pre-check, if it is known; 6.1.7: a task can be started only after it has passed. */
  readonly precheckPassed?: boolean
}

/** A call for several tasks with an entry in a list for each. */
export interface BatchCall {
  readonly operation: Operation
  /** The name of the list; `jobs` if left out. */
  readonly list?: string
  /** What stands beside the list, for all of them. */
  readonly shared?: (options: ActionOptions) => object
  /** `status`: of the task at this moment, where `statusCounts` asks for it and DRS tells it; `engine`: with `engineCounts`. */
  job(id: string, options: ActionOptions, status: string | undefined, engine: string | undefined): unknown
}

/** One of the actions of v5 that have a call for one task and one for several (7.6.1, 7.6.4). */
export interface JobActionCall {
  readonly one: Operation
  readonly several: Operation
  params(options: ActionOptions, status: string | undefined): object
}

/** A change of one task, which v5 takes by its kind (7.2.3). */
export interface TaskChangeCall {
  readonly operation: Operation
  /** `now`: what `basedOn` has answered. */
  change(options: ActionOptions, now: unknown): object
  /** Asked first, for what the change has to keep of the task. */
  readonly basedOn?: { readonly operation: Operation; readonly query: Readonly<Record<string, string>> }
  /** DRS works on after its answer, and is asked for the end of it. */
  readonly savedLater?: true
}

/** A call that is about one task, with a body of its own. */
export interface TaskCall {
  readonly operation: Operation
  body(options: ActionOptions): object
}

/** How DRS is asked, in both API generations. */
export interface ActionCalls {
  /** What DRS calls it in its lists of allowed actions (6.1.19, 7.2.2, 7.6.6). */
  readonly commands: readonly string[]
  readonly v3?: BatchCall
  /** `v3`: v5 has no call of its own, and that of the same project is used. */
  readonly v5?: BatchCall | JobActionCall | TaskChangeCall | TaskCall | 'v3'
  /** Which calls it takes hangs on more than a row can say: src/client has them, task by task, made of these operations. */
  readonly served?: Readonly<Record<Generation, readonly Operation[]>>
  /** With these options only v5 has a call for it. */
  readonly onlyV5?: (options: ActionOptions) => boolean
  /** With these options only v3 has a call for it, which a task of v5 takes as well. */
  readonly onlyV3?: (options: ActionOptions) => boolean
  /** Whether the call depends on how the task stands. */
  readonly statusCounts?: (options: ActionOptions) => boolean
  /** The v3 call repeats the task's engine. */
  readonly engineCounts?: true
}

/** A task as it is seen after the action was asked for. */
export interface TaskAfter {
  readonly direction?: string
  readonly precheck?: PrecheckReport
  /** The latest of each kind, the latest first. */
  readonly comparisons?: readonly Comparison[]
}

/** What exactly was asked for. */
export interface TaskAims {
  /** The items of a pre-check. */
  readonly items?: readonly string[]
  /** The comparisons, and under which ids DRS has begun them. */
  readonly comparisons?: readonly BegunComparison[]
}

/** The task before, as far as it is known, and when the action was asked for (milliseconds since the epoch). */
export interface TaskBefore extends TaskAims {
  readonly direction?: string
  readonly since: number
}

export type OutcomeVerdict = 'reached' | 'failed' | undefined

/** How the end of an accepted action is recognised: a call that DRS accepted is not yet a result. */
export interface OutcomeRule {
  /** In titles: `Deletion of orders failed`. */
  readonly noun: Text
  /** While it is under way: `Deleting…`. */
  readonly going: Text
  /** Once it is reached: `Deleted by …`. */
  readonly done: Text
  /** What of the parameters that DRS is given has to be known to tell whether it is reached; by a verb or by a raw call. */
  readonly aims?: (params: BodyEntry) => TaskAims
  /** The same by what a verb is told. */
  readonly aimsOf?: (options: ActionOptions) => TaskAims
  /** When it begins, milliseconds since the epoch, where that is not at once. */
  readonly beginsAt?: (options: ActionOptions) => number | undefined
  /** For so long the end is waited for, ms; half an hour if left out. */
  readonly patienceMs?: number
  reached(status: string, after: TaskAfter, before: TaskBefore): boolean
  failed(status: string): boolean
  /** What it means that DRS does not know the task any more. */
  readonly whenGone: OutcomeVerdict
  /** It may be asked of a failed task, whose status then says nothing about it. */
  readonly fromFailed?: true
  /** What has to be read afresh to see the end of it. */
  readonly awaits?: 'direction' | 'precheck' | 'comparison'
  /** Nothing is left of the task. */
  readonly endsTask?: true
}

/** What it does to a task, for what may run beside it (exclusion.ts). */
export type ActionNature = 'reads' | 'checks' | 'sets' | 'creates' | 'moves' | 'turns' | 'ends' | 'removes'

export interface ActionGuard {
  /** So many approvers, where the configuration says nothing else; 0: only where rules go by what it changes. */
  readonly approvals: number
  readonly effects: readonly CallEffect[]
  /** With other options it needs nobody. */
  readonly when?: (options: ActionOptions) => boolean
}

/** A change of a task, declared once: what may be done with it, its words, its calls and its end follow from the row. */
export interface Action {
  readonly words: {
    /** On a button, and as what is asked for. */
    readonly button: Text
    /** In a request and its rules, where the button's word alone would not say it. */
    readonly subject?: Text
    /** What it does to the task, for whoever is about to do it. */
    readonly effect?: Text
  }
  readonly nature: ActionNature
  readonly options?: z.ZodObject
  /** Statuses in which DRS takes it (6.1.2 to 6.1.15, 6.4.1); DRS has the last word. Absent: it needs no task to be there. */
  readonly from?: readonly string[]
  readonly scenarios?: { readonly only: readonly string[]; readonly why: Text }
  /** What to say in other statuses, where naming those of `from` would not help; `now`: the words of the present one. */
  readonly elsewhere?: (now: Text) => Text
  /** Why it is not possible though the status would allow it. */
  readonly objection?: (task: TaskState) => Text | undefined
  /** `false`: possible, but not offered on every card. */
  readonly offered?: false
  readonly style?: 'primary' | 'danger'
  readonly drs?: ActionCalls
  readonly outcome?: OutcomeRule
  /** Whether it has brought the change of status about. A failure is nobody's. */
  readonly explains?: (from: string, to: string) => boolean
  /** Events of these kinds are its traces too. */
  readonly traces?: readonly string[]
  /** The approval that it needs, and which effects of raw calls come down to it. */
  readonly guard?: ActionGuard
  /** Approvers see the latest comparison, and approve an action on a healthy task only if it was healthy when it was asked. */
  readonly weighty?: true
  /** Can be taken back by the same action. */
  readonly wayBack?: Text
}
