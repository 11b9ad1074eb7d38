import { randomUUID } from 'node:crypto'
import { SecretGone, type SecretKeeping } from '../app/secret-page.ts'
import { say } from '../base/i18n.ts'
import type { AuditRecord } from '../domain/audit/audit.ts'
import { commandTarget } from '../domain/command-targets.ts'
import { linkMs, type SecretRequest, type SecretsGiven } from '../domain/secrets/one-time-link.ts'
import { isForCall, keptId, keptReference } from '../domain/secrets/stored-secret.ts'
import type { Scrubbers } from '../security/redaction.ts'
import { renderCard } from '../slack/blocks.ts'
import type { Dispatcher } from '../slack/dispatch.ts'
import type { SlackPort } from '../slack/port.ts'
import { countGuess, guessedTooOften, lookAtLink, putLink, redeemLink } from '../store/one-time-links.ts'
import type { Redis } from '../store/redis.ts'
import { deleteWaiting, putWaiting, takeWaiting } from '../store/secret-continuations.ts'
import { deleteSetup, getSetup } from '../store/task-setups.ts'
import type { Vault } from '../store/vault.ts'
import type { Card } from '../views/card.ts'
import type { SecretDesk } from '../web/secret-page.ts'

/** What is kept of secrets, and what the page for them does. */

export interface KeepingParts {
  readonly redis: Redis
  readonly vault: Vault
  /** How people reach the page. */
  readonly url: string
  /** How long a secret is kept, ms. */
  readonly keepMs: number
  readonly scrubbers: Scrubbers
  now(): number
}

export function createKeeping({ redis, vault, url, keepMs, scrubbers, now }: KeepingParts): SecretKeeping {
  return {
    async ask(request) {
      const until = now() + linkMs
      const { token, code } = await putLink(redis, request)
      scrubbers.outsideSlack.learn(token)
      scrubbers.outsideSlack.learn(code)
      return { url: `${url.replace(/\/+$/, '')}/s/${token}`, code, until }
    },
    take: (id) => takeWaiting(redis, id),
    giveBack: (id, given) => putWaiting(redis, id, given, keepMs),
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
export interface Hands {
  hold(secret: string, about: string): string
  open(reference: string, about: string): string | undefined
  drop(references: readonly string[]): void
}

export function emptyHands(): Hands {
  const held = new Map<string, { readonly secret: string; readonly about: string }>()
  return {
    hold(secret, about) {
      const reference = keptReference(randomUUID())
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

type Read = (reference: string, about?: string) => Promise<string>

/** Reads what people refer to, and what is kept for exactly that purpose. */
export function withKept(
  read: (reference: string) => Promise<string>,
  vault: Vault | undefined,
  hands: Hands,
): Read {
  return async (reference, about = '') => {
    if (keptId(reference) === undefined) return read(reference)
    const secret = hands.open(reference, about) ?? (await vault?.open(reference, about))
    if (secret === undefined) throw new SecretGone()
    if (isForCall(about)) await vault?.drop([reference])
    return secret
  }
}

export interface DeskParts extends Pick<KeepingParts, 'redis' | 'vault' | 'keepMs' | 'scrubbers' | 'now'> {
  readonly hands: Hands
  readonly dispatcher: Dispatcher
  readonly port: Pick<SlackPort, 'whisper'>
  audit(record: AuditRecord): Promise<void>
}

/** The page's way into the bot. */
export function secretDesk(parts: DeskParts): SecretDesk {
  const { redis } = parts
  return {
    look: (token) => lookAtLink(redis, token),
    redeem: (token, code) => redeemLink(redis, token, code),
    guessedTooOften: (address) => guessedTooOften(redis, address),
    countGuess: (address) => countGuess(redis, address),
    async take(request, secrets) {
      for (const secret of Object.values(secrets)) parts.scrubbers.anywhere.learn(secret)
      await parts.audit(recordOf(request, parts.now()))
      await (request.afterwards === 'pass'
        ? passOn(parts, request, secrets)
        : keepAll(parts, request, secrets))
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
async function keepAll(parts: DeskParts, request: SecretRequest, secrets: Secrets): Promise<void> {
  const references: Record<string, string> = {}
  for (const { name, about } of request.fields) {
    references[name] = await parts.vault.keep(secrets[name] ?? '', about, parts.keepMs)
  }
  const id = randomUUID()
  await putWaiting(parts.redis, id, givenOf(request, references), parts.keepMs)
  await parts.port.whisper(request, renderCard(goOnCard(request, id)))
}

/** The verb goes on at once, as if the person had pressed the button: their rights are checked as for any press. */
async function passOn(parts: DeskParts, request: SecretRequest, secrets: Secrets): Promise<void> {
  const { hands, redis, dispatcher } = parts
  const held = request.fields.map(
    ({ name, about }) => [name, hands.hold(secrets[name] ?? '', about)] as const,
  )
  const id = randomUUID()
  try {
    await putWaiting(redis, id, givenOf(request, Object.fromEntries(held)), linkMs)
    const { team, channel, user, verb } = request
    await dispatcher.pressed({ team, channel, user }, commandTarget(verb, 'resume'), id)
  } finally {
    hands.drop(held.map(([, reference]) => reference))
    await deleteWaiting(redis, id)
  }
}

function givenOf(request: SecretRequest, references: SecretsGiven['references']): SecretsGiven {
  const { team, user, verb, connection, values } = request
  return { team, user, verb, connection, values, references }
}

const words = {
  there: say('I have got what you handed over', '已收到您提交的内容'),
  next: say('It is kept encrypted. Go on here:', '内容已加密保存，请在此继续：'),
  goOn: say('Go on', '继续'),
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
export async function forgetTask(
  redis: Redis,
  vault: Vault | undefined,
  task: { readonly connection: string; readonly id: string },
): Promise<void> {
  const setup = await getSetup(redis, task.connection, task.id)
  if (!setup) return
  await vault?.drop([setup.source.passwordRef, setup.destination.passwordRef])
  await deleteSetup(redis, task.connection, task.id)
}
