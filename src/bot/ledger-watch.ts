import { createHash } from 'node:crypto'
import type { Text } from '../base/i18n.ts'
import type { Log } from '../base/log.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import type { Messenger } from '../ports/messenger.ts'
import type { ApprovalStore } from '../store/approval-store.ts'

/**
 * Looks after what people have to be able to rely on: whether the audit still ends where this process has seen it end,
 * whether grants, rules and requests are as the bot has written them, and whether the clock here agrees with Redis's. What
 * is wrong is said when it is found, not only when somebody clicks a button.
 */
export interface LedgerWatchDeps {
  readonly store: Pick<ApprovalStore, 'troubles'>
  readonly log: Log
  /** How far the clock here is ahead of Redis's, ms. */
  clockAhead(): Promise<number>
  /** Names this replica for people. */
  readonly host: string
  /** Tells those who look after the bot; whichever replica is first. Not called where nobody is named for that. */
  readonly tell?: (trouble: Text) => Promise<void>
}

const everyMs = 30_000

/** Deadlines go by the clock of Redis; a difference of less nobody notices in audit, cards and logs. */
const toleratedMs = 5_000

/** Logs and tells what is wrong, each trouble once as long as it lasts. Never throws. */
export function createLedgerWatch(deps: LedgerWatchDeps): () => Promise<void> {
  const { store, log, tell } = deps
  let told: ReadonlySet<string> = new Set()
  return async () => {
    try {
      const troubles = [...(await store.troubles()), ...(await clockTroubles(deps))]
      for (const trouble of troubles.filter(({ en }) => !told.has(en))) {
        log.error({ trouble: trouble.en }, 'the operators of the bot have to act')
        await tell?.(trouble)
      }
      told = new Set(troubles.map(({ en }) => en))
    } catch (err) {
      log.warn({ err }, 'nobody can tell whether the audit is as it was written')
    }
  }
}

/** The sentence does not say how far, so that it stays the same while that changes. */
async function clockTroubles({ clockAhead, host, log }: LedgerWatchDeps): Promise<readonly Text[]> {
  const ms = Math.round(await clockAhead())
  if (Math.abs(ms) <= toleratedMs) return []
  log.warn({ ms, host }, 'the clock differs from that of Redis')
  return [
    {
      en: `The clock of ${host} differs from that of Redis by more than ${toleratedMs / 1000} seconds: set both by NTP. Deadlines go by the clock of Redis.`,
      'zh-CN': `${host} 的时钟与 Redis 的时钟相差超过 ${toleratedMs / 1000} 秒，请用 NTP 校准。审批和执行的截止时间以 Redis 的时钟为准。`,
    },
  ]
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
  en: 'The bot’s operators have to act',
  'zh-CN': '需要机器人的运维人员处理',
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
