/** Whose call it is: a person's command, or a look of the poller. People go first. */
export type Lane = 'people' | 'rounds'

export interface TurnRequest {
  readonly connection: string
  /** API generation; each has a budget of its own. */
  readonly api: string
  readonly lane: Lane
  /** Names the call; the same each time it asks. */
  readonly ticket: string
  /** Longest wait in ms that makes sense to the caller; a later turn is not kept for it. */
  readonly patienceMs: number
}

/** `waitMs`: when to ask again; with `gaveUp`, when the turn would have come. */
export type Turn =
  | { readonly granted: true }
  | { readonly granted: false; readonly waitMs: number; readonly gaveUp: boolean }

/** Takes a turn to call DRS, or says when there is one. Shared by all replicas. */
export type CallBudget = (request: TurnRequest) => Promise<Turn>
