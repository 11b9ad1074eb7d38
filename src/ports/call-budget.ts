/**
 * Whose call it is: a person's command, a look at tasks in motion, or one at tasks at rest. People go first, then motion; what
 * rests waits a few seconds longer at most.
 */
export type Priority = 'people' | PollPriority

export type PollPriority = 'motion' | 'rest'

export interface PermitRequest {
  readonly connection: string
  /** API generation; each has a budget of its own. */
  readonly api: string
  readonly priority: Priority
  /** Names the call; the same each time it asks. */
  readonly callId: string
  /** Longest wait in ms that makes sense to the caller; a later permit is not kept for it. */
  readonly longestWaitMs: number
}

/** `waitMs`: when to ask again; with `gaveUp`, when the permit would have come. */
export type Permit =
  | { readonly granted: true }
  | { readonly granted: false; readonly waitMs: number; readonly gaveUp: boolean }

/** Takes a permit to call DRS, or says when there is one. Shared by all replicas. */
export type CallBudget = (request: PermitRequest) => Promise<Permit>
