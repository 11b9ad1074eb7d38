import type { Text } from '../base/i18n.ts'

/** What one check of the bot's surroundings found, in words for the person who set the bot up. */
export interface CheckResult {
  /** Stable name, for example `redis-version`; findings about DRS name their connection in `about`. */
  readonly check: string
  readonly about?: string
  readonly title: Text
  readonly ok: boolean
  readonly found: Text
  /** What to do; only if not ok. */
  readonly advice?: Text
}
