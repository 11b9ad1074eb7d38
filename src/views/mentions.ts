import type { Inline, Line } from './card.ts'

/** Slack's ids of user groups begin with S; users' with U or W (Slack docs, Formatting message text). */
export function mentioned(id: string): Inline {
  return id.startsWith('S') ? { group: id } : { user: id }
}

/** People and groups side by side, or nothing. */
export function mentionLines(ids: readonly string[] | undefined): readonly Line[] {
  if (ids === undefined || ids.length === 0) return []
  return [ids.flatMap((id, i) => (i === 0 ? [mentioned(id)] : [' ', mentioned(id)]))]
}
