/** Nothing but the card is told of a task, or of all of them, at a place until then. Milliseconds since the epoch. */
export interface Snooze {
  readonly connection: string
  /** Absent: everything that the place is told of the connection. */
  readonly taskId?: string
  readonly since: number
  readonly until: number
  /** Slack user. */
  readonly by: string
}

/** The snooze that holds back what happens to a task now: the one that ends last. */
export function snoozeOf(snoozes: readonly Snooze[], taskId: string, now: number): Snooze | undefined {
  return snoozes
    .filter((snooze) => snooze.taskId === undefined || snooze.taskId === taskId)
    .filter(({ until }) => until > now)
    .toSorted((a, b) => b.until - a.until)[0]
}
