import { type Locale, locales, type Text } from '../../src/base/i18n.ts'
import type { Task } from '../../src/domain/tasks/task.ts'
import type { Snapshot } from '../../src/domain/watching/snapshot.ts'
import type { SeenMessage } from '../../src/local-slack/control/seen.ts'

/** 2026-11-20 12:00 UTC; tests move the clock from here by hand. */
export const noon = Date.UTC(2026, 10, 20, 12, 0)

/** A migration that waits for its configuration. */
export function sampleTask(fields: Partial<Task> = {}): Task {
  return {
    connection: 'prod',
    id: 'a1b2c3d4-0001-4000-8000-000000jb101',
    name: 'orders-mysql',
    scenario: 'migration',
    engine: 'mysql',
    status: 'CONFIGURATION',
    direction: 'up',
    mode: 'FULL_INCR_TRANS',
    ...fields,
  }
}

/** The same task as a poll saw it. */
export function sampleSnapshot(fields: Partial<Snapshot> = {}): Snapshot {
  return { ...sampleTask(), version: 3, changedAt: noon, ...fields }
}

export function words(en: string): Text {
  return { en, 'zh-CN': `${en}（中）` }
}

export function inBoth<T>(make: (locale: Locale) => T): Readonly<Record<Locale, T>> {
  const [en, zh] = locales
  return { en: make(en), 'zh-CN': make(zh) }
}

let lastTs = 0

/** A message as somebody sees it, later than the one before. */
export function seenMessage(text: string, more: Partial<SeenMessage> = {}): SeenMessage {
  lastTs += 1
  return {
    ...{ channel: 'C1', ts: `${lastTs}.000001`, user: 'U1', byApp: true, text, plain: text },
    ...{ blocks: [], attachments: [], broadcast: false, ephemeral: false, edits: [], reactions: [] },
    ...{ files: [], actions: [], entities: [], values: {}, replies: [] },
    ...more,
  }
}
