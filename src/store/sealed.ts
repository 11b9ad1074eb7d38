import type * as z from 'zod'
import type { DeepReadonly } from '../base/deep-readonly.ts'
import { isKeyed, type Mac, type Macs, wantsKey } from '../domain/audit/audit-chain.ts'
import type { Redis } from './redis.ts'
import { type KindOptions, type StoredKind, storedKind } from './stored.ts'
import { type Address, setAside } from './unreadable.ts'

/**
 * A stored kind that decides who may do what. Where there is a key, its text begins with a seal over the text and the place
 * where it lies: `{"seal":"hmac-sha256:<key id>:<hex>","v":1,…}`. What was changed, or copied from another place, counts
 * as unreadable. Without a key nothing is sealed, and whoever can write to Redis is believed.
 */
export interface SealedKind<T> extends Omit<StoredKind<T>, 'read' | 'readOrRemove'> {
  seal(macs: Macs, value: T, at: Address): string
  read(ledger: Sealing, text: string | null | undefined, at: Address): T | undefined
}

/** Where sealed values lie, and what they are sealed with. */
export interface Sealing {
  readonly redis: Redis
  readonly macs: Macs
}

type Fields = Readonly<Record<string, unknown>>

/** Declares a sealed kind, as `storedKind` does others. */
export function sealedKind<Schema extends z.ZodType<Fields>>(
  options: KindOptions<Schema>,
): SealedKind<DeepReadonly<z.output<Schema>>> {
  const { read, readOrRemove: _, ...kind } = storedKind(options)
  return {
    ...kind,
    seal: ([mac], value, at) => withSeal(mac, kind.write(value), at),
    read({ redis, macs }, text, at) {
      if (text === null || text === undefined) return undefined
      const plain = withoutSeal(macs, text, at)
      if (plain !== undefined) return read(redis, plain, at)
      void setAside(redis, { kind: kind.name, text, why: noSeal, confidential: false, ...at })
      return undefined
    },
  }
}

const noSeal = 'it was not sealed by this bot with a key of DRS_CHATOPS_KEY, or not for this place'

function withSeal(mac: Mac, text: string, at: Address): string {
  return isKeyed(mac) ? `{"seal":"${mac.name}:${sealOf(mac, text, at)}",${text.slice(1)}` : text
}

function sealOf(mac: Mac, text: string, { key, field = '' }: Address): string {
  return mac.digest(`stored\n${JSON.stringify([key, field])}\n${text}`)
}

const sealed = /^\{"seal":"(hmac-sha256:[0-9a-f]{8}):([0-9a-f]{64})",/

/** Undefined where the seal is missing or not good. */
function withoutSeal(macs: Macs, text: string, at: Address): string | undefined {
  const [start = '', name, seal] = sealed.exec(text) ?? []
  if (name === undefined) return wantsKey(macs) ? undefined : text
  const mac = macs.find((one) => one.name === name)
  const plain = `{${text.slice(start.length)}`
  return mac && sealOf(mac, plain, at) === seal ? plain : undefined
}

/** The same under the first key; undefined if it is so already, or its seal is not good. */
export function resealed(macs: Macs, text: string, at: Address): string | undefined {
  const [mac] = macs
  if (!isKeyed(mac) || sealed.exec(text)?.[1] === mac.name) return undefined
  const plain = withoutSeal(macs, text, at)
  return plain === undefined ? undefined : withSeal(mac, plain, at)
}

/** Under the first key for the first time; undefined if it has a seal. */
export function sealedAtFirst([mac]: Macs, text: string, at: Address): string | undefined {
  return sealed.test(text) ? undefined : withSeal(mac, text, at)
}
