import { randomUUID } from 'node:crypto'
import { SecretGone, type SecretHandover } from '../app/secret-page.ts'
import { say } from '../base/i18n.ts'
import type { AuditRecord } from '../domain/audit/audit.ts'
import { commandTarget } from '../domain/command-targets.ts'
import {
  oneTimeLinkMs,
  type SecretContinuation,
  type SecretRequest,
} from '../domain/secrets/one-time-link.ts'
import { isForCall, storedSecretId, storedSecretReference } from '../domain/secrets/stored-secret.ts'
import type { SecretPageFollowUp, SecretPageServices } from '../ports/secret-page.ts'
import type { SecretReader } from '../ports/secret-reader.ts'
import type { Redactors } from '../security/redaction.ts'
import { countGuess, guessedTooOften, lookAtLink, putLink, redeemLink } from '../store/one-time-links.ts'
import type { Redis } from '../store/redis.ts'
import { deleteSetup, getSetup } from '../store/task-setups.ts'
import type { Vault } from '../store/vault.ts'
import { deleteContinuation, putContinuation, takeContinuation } from '../store/vault.ts'
import type { Card } from '../views/card.ts'

/** What is kept of secrets, and what the page for them does. */

export interface SecretHandoverDeps {
  readonly redis: Redis
  readonly vault: Vault
  /** How people reach the page. */
  readonly url: string
  /** How long a secret is kept, ms. */
  readonly keepMs: number
  readonly redactors: Redactors
  now(): number
}

export function createSecretHandover({
  redis,
  vault,
  url,
  keepMs,
  redactors,
  now,
}: SecretHandoverDeps): SecretHandover {
  return {
    async ask(request) {
      const until = now() + oneTimeLinkMs
      const { token, code } = await putLink(redis, request)
      redactors.outsideSlack.registerPassing(token)
      return { url: `${url.replace(/\/+$/, '')}/s/${token}`, code, until }
    },
    take: (id) => takeContinuation(redis, id),
    giveBack: (id, given) => putContinuation(redis, id, given, keepMs),
    async move(reference, from, to) {
      const secret = await vault.open(reference, from)
      if (secret === undefined) return undefined
      const moved = await vault.keep(secret, to, keepMs)
      await vault.drop([reference])
      return moved
    },
  }
}

/** Secrets that are only passed on: in memory for the length of one act, and never stored. */
export interface InMemorySecrets {
  hold(secret: string, about: string): string
  open(reference: string, about: string): string | undefined
  drop(references: readonly string[]): void
}

export function createInMemorySecrets(): InMemorySecrets {
  const held = new Map<string, { readonly secret: string; readonly about: string }>()
  return {
    hold(secret, about) {
      const reference = storedSecretReference(randomUUID())
      held.set(reference, { secret, about })
      return reference
    },
    open(reference, about) {
      const found = held.get(reference)
      return found?.about === about ? found.secret : undefined
    },
    drop(references) {
      for (const reference of references) held.delete(reference)
    },
  }
}

/** Reads what people refer to, and what is kept for exactly that purpose. */
export function withStoredSecrets(
  read: SecretReader,
  vault: Vault | undefined,
  inMemorySecrets: InMemorySecrets,
): SecretReader {
  return async (reference, use) => {
    if (storedSecretId(reference) === undefined) return read(reference, use)
    const { about } = use
    const secret = inMemorySecrets.open(reference, about) ?? (await vault?.open(reference, about))
    if (secret === undefined) throw new SecretGone()
    if (isForCall(about)) await vault?.drop([reference])
    return secret
  }
}

export interface SecretPageServicesDeps
  extends Pick<SecretHandoverDeps, 'redis' | 'vault' | 'keepMs' | 'now'> {
  readonly inMemorySecrets: InMemorySecrets
  readonly followUp: SecretPageFollowUp
  audit(record: AuditRecord): Promise<void>
}

/** The page's way into the bot. */
export function createSecretPageServices(deps: SecretPageServicesDeps): SecretPageServices {
  const { redis } = deps
  return {
    look: (token) => lookAtLink(redis, token),
    redeem: (token, code) => redeemLink(redis, token, code),
    guessedTooOften: (address) => guessedTooOften(redis, address),
    countGuess: (address) => countGuess(redis, address),
    async take(request, secrets) {
      await deps.audit(recordOf(request, deps.now()))
      await (request.afterwards === 'pass' ? passOn(deps, request, secrets) : keepAll(deps, request, secrets))
    },
  }
}

function recordOf(request: SecretRequest, at: number): AuditRecord {
  const { team, channel, user: who, connection, verb, fields, afterwards } = request
  const what = `handed over on the page: ${fields.map(({ name }) => name).join(', ')}; ${afterwards === 'pass' ? 'passed on' : 'kept'}`
  return { kind: 'secret', at, who, team, channel, connection, verb, what }
}

type Secrets = Readonly<Record<string, string>>

/** Kept until the person goes on with the button, which only they see. */
async function keepAll(
  deps: SecretPageServicesDeps,
  request: SecretRequest,
  secrets: Secrets,
): Promise<void> {
  const references: Record<string, string> = {}
  for (const { name, about } of request.fields) {
    references[name] = await deps.vault.keep(secrets[name] ?? '', about, deps.keepMs)
  }
  const id = randomUUID()
  await putContinuation(deps.redis, id, givenOf(request, references), deps.keepMs)
  await deps.followUp.whisper(request, goOnCard(request, id))
}

/** The verb goes on at once, as if the person had clicked the button: their rights are checked as for any click. */
async function passOn(deps: SecretPageServicesDeps, request: SecretRequest, secrets: Secrets): Promise<void> {
  const { inMemorySecrets, redis, followUp } = deps
  const held = request.fields.map(
    ({ name, about }) => [name, inMemorySecrets.hold(secrets[name] ?? '', about)] as const,
  )
  const id = randomUUID()
  try {
    await putContinuation(redis, id, givenOf(request, Object.fromEntries(held)), oneTimeLinkMs)
    const { team, channel, user, verb } = request
    await followUp.click({ team, channel, user }, commandTarget(verb, 'resume'), id)
  } finally {
    inMemorySecrets.drop(held.map(([, reference]) => reference))
    await deleteContinuation(redis, id)
  }
}

function givenOf(request: SecretRequest, references: SecretContinuation['references']): SecretContinuation {
  const { team, user, verb, connection, values } = request
  return { team, user, verb, connection, values, references }
}

const words = {
  there: say('Your password has arrived', '已收到您提交的内容'),
  next: say('It is stored encrypted. Continue here:', '内容已加密保存，请在此继续：'),
  goOn: say('Continue', '继续'),
}

function goOnCard({ locale, purpose, verb }: SecretRequest, id: string): Card {
  return {
    title: words.there[locale],
    tone: 'good',
    lines: [purpose[locale], words.next[locale]],
    buttons: [
      { label: words.goOn[locale], action: commandTarget(verb, 'resume'), value: id, style: 'primary' },
    ],
  }
}

/** Of a task that is deleted nothing is kept. */
export async function forgetTaskSecrets(
  redis: Redis,
  vault: Vault | undefined,
  task: { readonly connection: string; readonly id: string },
): Promise<void> {
  const setup = await getSetup(redis, task.connection, task.id)
  if (!setup) return
  await vault?.drop([setup.source.passwordRef, setup.destination.passwordRef])
  await deleteSetup(redis, task.connection, task.id)
}
