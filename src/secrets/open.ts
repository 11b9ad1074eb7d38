import type { SecretKeeping } from '../app/secret-page.ts'
import type { Log } from '../base/log.ts'
import { secretReader } from '../config/secret-references.ts'
import type { Config } from '../config/types.ts'
import { actionOf } from '../domain/actions/rows.ts'
import type { EntryOf } from '../domain/delivery/outbox-message.ts'
import type { SecretReader } from '../ports/secret-reader.ts'
import { keyRing } from '../security/key-ring.ts'
import type { Scrubbers } from '../security/redaction.ts'
import type { Redis } from '../store/redis.ts'
import { redisVault } from '../store/vault.ts'
import { startWeb } from '../web/server.ts'
import { createKeeping, type DeskParts, emptyHands, forgetTask, secretDesk, withKept } from './handover.ts'
import { keepResealing } from './reencryption.ts'
import { learned } from './registered.ts'

/** Secrets as the rest of the bot meets them: how they are read, how they are asked for, and when they are forgotten. */
export interface Secrets {
  readonly read: SecretReader
  /** Absent without a key and a page. */
  readonly keeping: SecretKeeping | undefined
  /** Opens the page and looks after the keys. Answers how to stop. */
  start(parts: StartParts): Promise<() => Promise<void>>
  forget(outcome: EntryOf<'outcome'>): Promise<void>
}

type StartParts = Pick<DeskParts, 'dispatcher' | 'port' | 'audit'> & { readonly log: Log }

export interface SecretParts {
  readonly config: Config
  readonly redis: Redis
  readonly env: Readonly<Record<string, string | undefined>>
  readonly scrubbers: Scrubbers
  now(): number
}

export function openSecrets({ config, redis, env, scrubbers, now }: SecretParts): Secrets {
  const { web, keys, secretsKeepMs: keepMs } = config
  const ring = keys && keyRing(keys)
  const vault = ring && redisVault(redis, ring)
  const hands = emptyHands()
  const read = withKept(secretReader(config.secrets, env), vault, hands)
  const common = vault && { redis, vault, keepMs, scrubbers, now }
  return {
    read: learned(read, scrubbers.anywhere),
    keeping: common && web && createKeeping({ ...common, url: web.url }),
    async start({ log, ...parts }) {
      const stopResealing = ring && keepResealing(redis, ring, log)
      const desk = common && secretDesk({ ...common, ...parts, hands })
      const server = desk && web && (await startWeb({ ...web, desk, log }))
      return async () => {
        await server?.close()
        await stopResealing?.()
      }
    },
    async forget({ follow, outcome }) {
      if (!actionOf(follow.verb).outcome?.endsTask || outcome !== 'reached') return
      await forgetTask(redis, vault, { connection: follow.connection, id: follow.taskId })
    },
  }
}
