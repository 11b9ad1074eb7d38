import type { SecretHandover } from '../app/secret-page.ts'
import type { Log } from '../base/log.ts'
import { secretReader } from '../config/secret-references.ts'
import type { Config } from '../config/types.ts'
import { actionOf } from '../domain/actions/rows.ts'
import type { OutboxMessageOf } from '../domain/delivery/outbox-message.ts'
import type { SecretReader } from '../ports/secret-reader.ts'
import { keyRing } from '../security/key-ring.ts'
import type { Redactors } from '../security/redaction.ts'
import type { Redis } from '../store/redis.ts'
import { redisVault } from '../store/vault.ts'
import { startWebServer } from '../web/server.ts'
import {
  createInMemorySecrets,
  createSecretHandover,
  createSecretPageServices,
  forgetTaskSecrets,
  type SecretPageServicesDeps,
  withStoredSecrets,
} from './handover.ts'
import { startReencryption } from './reencryption.ts'
import { registeringReader } from './registered.ts'

/** Secrets as the rest of the bot meets them: how they are read, how they are asked for, and when they are forgotten. */
export interface Secrets {
  readonly read: SecretReader
  /** Absent without a key and a page. */
  readonly handover: SecretHandover | undefined
  /** Opens the page and looks after the keys. Answers how to stop. */
  start(parts: StartParts): Promise<() => Promise<void>>
  forget(outcome: OutboxMessageOf<'outcome'>): Promise<void>
}

type StartParts = Pick<SecretPageServicesDeps, 'dispatcher' | 'port' | 'audit'> & { readonly log: Log }

export interface SecretsDeps {
  readonly config: Config
  readonly redis: Redis
  readonly env: Readonly<Record<string, string | undefined>>
  readonly redactors: Redactors
  now(): number
}

export function openSecrets({ config, redis, env, redactors, now }: SecretsDeps): Secrets {
  const { web, keys, secretsKeepMs: keepMs } = config
  const ring = keys && keyRing(keys)
  const vault = ring && redisVault(redis, ring)
  const inMemorySecrets = createInMemorySecrets()
  const read = withStoredSecrets(secretReader(config.secrets, env), vault, inMemorySecrets)
  const common = vault && { redis, vault, keepMs, redactors, now }
  return {
    read: registeringReader(read, redactors.anywhere),
    handover: common && web && createSecretHandover({ ...common, url: web.url }),
    async start({ log, ...parts }) {
      const stopResealing = ring && startReencryption(redis, ring, log)
      const services = common && createSecretPageServices({ ...common, ...parts, inMemorySecrets })
      const server = services && web && (await startWebServer({ ...web, services, log }))
      return async () => {
        await server?.close()
        await stopResealing?.()
      }
    },
    async forget({ action, outcome }) {
      if (!actionOf(action.verb).outcome?.endsTask || outcome !== 'reached') return
      await forgetTaskSecrets(redis, vault, { connection: action.connection, id: action.taskId })
    },
  }
}
