/** Slack has refused a call since there were too many. */
export interface SlackLimitHit {
  /** Milliseconds since the epoch. */
  readonly at: number
  /** For example `chat.postMessage`. */
  readonly method: string
}
