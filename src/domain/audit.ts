/** What is written down for good. Every record is bound to the one before it, see src/store/audit.ts. */
export const auditKinds = [
  /** Somebody asked for consent. */
  'ask',
  'vote',
  'withdraw',
  'narrow',
  'reject',
  'cancel',
  'execute',
  /** How an execution ended. */
  'result',
  'stale',
  'expire',
  'remind',
  'escalate',
  'break-glass',
  'review',
  /** A gesture that the rules did not allow. */
  'refused',
  /** An action or a call that needed nobody's consent and changes something. */
  'act',
  /** Who may do what, or what needs consent, has changed. */
  'configuration',
  /** A secret was read, kept, or handed over on a page; never its value. */
  'secret',
  /** Older records were taken out. */
  'retention',
] as const
export type AuditKind = (typeof auditKinds)[number]

export interface AuditRecord {
  readonly kind: AuditKind
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Slack user; `bot` for what nobody pressed. */
  readonly who: string
  readonly team: string
  readonly channel: string
  readonly connection?: string
  readonly verb?: string
  readonly tasks?: readonly string[]
  readonly ticket?: string
  /** One sentence in English for the file; never holds a secret. */
  readonly what: string
}
