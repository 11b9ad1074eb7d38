import type { SecretAccess, SecretHandover } from '../app/secret-page.ts'
import type { Log } from '../base/log.ts'
import { needsApproval, secretReader } from '../config/secret-references.ts'
import { referencesOf } from '../config/secrets.ts'
import type { Config } from '../config/types.ts'
import type { WebConfig } from '../config/web.ts'
import { actionOf } from '../domain/actions/rows.ts'
import type { OutboxMessageOf } from '../domain/delivery/outbox-message.ts'
import type { SecretPageServices } from '../ports/secret-page.ts'
import type { SecretReader } from '../ports/secret-reader.ts'
import { type KeyRing, keyRing } from '../security/key-ring.ts'
import type { Redactors } from '../security/redaction.ts'
import type { Redis } from '../store/redis.ts'
import { reencrypt } from '../store/reencryption.ts'
import { redisVault } from '../store/vault.ts'
import {
  createInMemorySecrets,
  createSecretHandover,
  createSecretPageServices,
  forgetTaskSecrets,
  type SecretPageServicesDeps,
  withStoredSecrets,
} from './handover.ts'
import { registeringReader } from './registered.ts'

/** Secrets as the rest of the bot meets them: how they are read, how they are asked for, and when they are forgotten. */
export interface Secrets {
  readonly read: SecretReader
  readonly needsApproval: SecretAccess['needsApproval']
  /** Absent without a key and a page. */
  readonly handover: SecretHandover | undefined
  /** Opens the page and looks after the keys. Answers how to stop. */
  start(parts: StartParts): Promise<() => Promise<void>>
  forget(outcome: OutboxMessageOf<'outcome'>): Promise<void>
}

interface StartParts extends Pick<SecretPageServicesDeps, 'followUp' | 'audit'> {
  /** Opens the page for what the configuration says of it. Answers how to close it. */
  openPage(web: WebConfig, services: SecretPageServices): Promise<{ close(): Promise<void> }>
  readonly log: Log
}

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
  // What people hand over is not registered: they would choose what is left out of everything that the bot shows.
  const rules = { scopes: config.secrets, own: referencesOf(config.connections) }
  const configured = registeringReader(secretReader(rules, env), redactors.anywhere)
  const common = vault && { redis, vault, keepMs, redactors, now }
  return {
    read: withStoredSecrets(configured, vault, inMemorySecrets),
    needsApproval: (reference, use) => needsApproval(rules, reference, use),
    handover: common && web && createSecretHandover({ ...common, url: web.url }),
    async start({ log, openPage, ...parts }) {
      const stopResealing = ring && startReencryption(redis, ring, log)
      const services = common && createSecretPageServices({ ...common, ...parts, inMemorySecrets })
      const page = services && web && (await openPage(web, services))
      return async () => {
        await page?.close()
        await stopResealing?.()
      }
    },
    async forget({ action, outcome }) {
      if (!actionOf(action.verb).outcome?.endsTask || outcome !== 'reached') return
      await forgetTaskSecrets(redis, vault, { connection: action.connection, id: action.taskId })
    },
  }
}

/** How often is looked whether something still lies under an older key, ms. */
const everyMs = 60 * 60_000

/** Seals everything anew that lies under an older key, at the start and from time to time. Answers how to stop. */
function startReencryption(redis: Redis, ring: KeyRing, log: Log): () => Promise<void> {
  const once = async () => {
    const { renewed, unreadable } = await reencrypt(redis, ring)
    if (renewed > 0) log.info({ renewed }, 'secrets that lay under an older key lie under the new one')
    if (unreadable > 0) log.warn({ unreadable }, 'secrets lie under a key that is not there any more')
  }
  const guarded = () =>
    once().catch((err: unknown) =>
      log.warn({ err }, 'what lies under an older key could not be looked through'),
    )
  let work = guarded()
  const timer = setInterval(() => {
    work = work.then(guarded)
  }, everyMs)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await work
  }
}
