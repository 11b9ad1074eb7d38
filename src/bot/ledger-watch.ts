import { createHash } from 'node:crypto'
import type { Text } from '../base/i18n.ts'
import type { Log } from '../base/log.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import type { Messenger } from '../ports/messenger.ts'
import type { ApprovalStore } from '../store/approval-store.ts'

/**
 * Looks after what people have to be able to rely on: whether the audit still ends where this process has seen it end,
 * and whether grants, rules and requests are as the bot has written them. What is wrong is said when it is found, not only
 * when somebody presses a button.
 */
export interface LedgerWatchDeps {
  readonly store: Pick<ApprovalStore, 'troubles'>
  readonly log: Log
  /** Tells those who look after the bot; whichever replica is first. Not called where nobody is named for that. */
  readonly tell?: (trouble: Text) => Promise<void>
}

const everyMs = 30_000

/** Logs and tells what is wrong, each trouble once as long as it lasts. Never throws. */
export function createLedgerWatch({ store, log, tell }: LedgerWatchDeps): () => Promise<void> {
  let told: ReadonlySet<string> = new Set()
  return async () => {
    try {
      const troubles = await store.troubles()
      for (const trouble of troubles.filter(({ en }) => !told.has(en))) {
        log.error({ trouble: trouble.en }, 'what lies in Redis is not what the bot has written')
        await tell?.(trouble)
      }
      told = new Set(troubles.map(({ en }) => en))
    } catch (err) {
      log.warn({ err }, 'nobody can tell whether the audit is as it was written')
    }
  }
}

/** Looks now and every half minute; what comes back stops it after the look at hand. */
export function startLedgerWatch(deps: LedgerWatchDeps): () => Promise<void> {
  const look = createLedgerWatch(deps)
  let work = look()
  const timer = setInterval(() => {
    work = work.then(look)
  }, everyMs)
  return () => {
    clearInterval(timer)
    return work
  }
}

interface TellerDeps {
  readonly messenger: Pick<Messenger, 'post'>
  /** True for the first to say so, on whichever replica. */
  first(id: string): Promise<boolean>
}

const title = {
  en: 'What lies in Redis is not what the bot has written',
  'zh-CN': 'Redis 中的数据与机器人写入的不一致',
}

/** Posts a trouble in the audit channel, in both languages: nobody knows who reads it. */
export function auditChannelTeller(
  { messenger, first }: TellerDeps,
  channelRef: ChannelRef,
): NonNullable<LedgerWatchDeps['tell']> {
  return async (trouble) => {
    const key = `trouble:${createHash('sha256').update(trouble.en).digest('hex')}`
    if (!(await first(key))) return
    const lines = [trouble.en, title['zh-CN'], trouble['zh-CN']]
    await messenger.post({ ...channelRef, key, card: { title: title.en, tone: 'bad', lines } })
  }
}
