import type { KeyRing } from '../security/key-ring.ts'
import { sealedKeys } from './keys.ts'
import { primariesOf, type Redis } from './redis.ts'
import { script } from './script.ts'
import { tokenPurpose } from './tokens.ts'
import { vaultKind } from './vault.ts'

/** How much was sealed anew, and how much no key of the ring opens: its key has been taken away too early. */
export interface ReencryptionResult {
  readonly renewed: number
  readonly unreadable: number
}

/**
 * Seals everything anew that lies under an older key, so that the older key can be taken away afterwards. What changes
 * meanwhile is left alone, and keeps its time to live.
 */
export async function reencrypt(redis: Redis, ring: KeyRing): Promise<ReencryptionResult> {
  const totals = { renewed: 0, unreadable: 0 }
  for (const { pattern, renew } of kinds) {
    for await (const key of keysLike(redis, pattern)) {
      const before = await read(redis, key)
      if (before === undefined) continue
      const after = renew(ring, key, before)
      if (after === 'unreadable') totals.unreadable++
      else if (after !== undefined && (await replaceScript(redis, [key], [before, after])) === 1)
        totals.renewed++
    }
  }
  return totals
}

/** What is to stand there instead; undefined if it is as it should be. */
type Renew = (ring: KeyRing, key: string, text: string) => string | 'unreadable' | undefined

const kinds: readonly { readonly pattern: string; readonly renew: Renew }[] = [
  { pattern: sealedKeys.tokens, renew: renewToken },
  { pattern: sealedKeys.vault, renew: renewKept },
]

function renewToken(ring: KeyRing, key: string, sealed: string) {
  const id = /^drs:\{token:(.*)\}$/.exec(key)?.[1]
  return id === undefined ? undefined : renewed(ring, sealed, tokenPurpose(id))
}

function renewKept(ring: KeyRing, _: string, text: string) {
  const kept = vaultKind.parse(text)
  if (!kept.ok) return 'unreadable'
  const sealed = renewed(ring, kept.value.sealed, kept.value.about)
  return sealed === undefined || sealed === 'unreadable' ? sealed : vaultKind.write({ ...kept.value, sealed })
}

function renewed(ring: KeyRing, sealed: string, about: string) {
  if (ring.isCurrent(sealed)) return undefined
  const text = ring.open(sealed, about)
  return text === undefined ? 'unreadable' : ring.seal(text, about)
}

async function* keysLike(redis: Redis, pattern: string): AsyncGenerator<string> {
  for (const server of primariesOf(redis)) {
    for (let cursor = '0', more = true; more; more = cursor !== '0') {
      const [next, keys] = await server.scan(cursor, 'MATCH', pattern, 'COUNT', 500)
      cursor = next
      yield* keys
    }
  }
}

/** Locks of tokens fit the pattern of none of the kinds, and what is no string is not ours. */
async function read(redis: Redis, key: string): Promise<string | undefined> {
  return (await redis.get(key)) ?? undefined
}

const replaceScript = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
return 1`)
