import { createHash, randomBytes, randomInt } from 'node:crypto'
import {
  codeTries,
  oneTimeLinkMs,
  type RedeemResult,
  type SecretRequest,
  secretRequestSchema,
} from '../domain/secrets/one-time-link.ts'
import { guessesKey, linkKey } from './keys.ts'
import type { Redis } from './redis.ts'
import { script, strings } from './script.ts'
import { storedKind } from './stored.ts'

/** What a link is for. */
export const linkRequestKind = storedKind({
  name: 'one-time link',
  version: 1,
  schema: secretRequestSchema,
  confidential: true,
})

/** What only the person may know: the token in the address of the page, and the code to be typed there. */
export interface OneTimeLink {
  readonly token: string
  /** Six digits. */
  readonly code: string
}

const tokenBytes = 32
const codes = 1_000_000

/**
 * Makes a link. Redis gets digests only: whoever reads it can neither open the page nor, as the token is a part of the
 * digest, find the code by trying.
 */
export async function putLink(
  redis: Redis,
  request: SecretRequest,
  ms = oneTimeLinkMs,
): Promise<OneTimeLink> {
  const token = randomBytes(tokenBytes).toString('base64url')
  const code = String(randomInt(codes)).padStart(6, '0')
  const key = linkKey(digest(token))
  const fields = { request: linkRequestKind.write(request), code: digest(`${token} ${code}`), wrong: '0' }
  await redis.multi().hset(key, fields).pexpire(key, Math.ceil(ms)).exec()
  return { token, code }
}

/** What the link is for. Looking does not use it up: previews look, too. */
export async function lookAtLink(redis: Redis, token: string): Promise<SecretRequest | undefined> {
  const key = linkKey(digest(token))
  return linkRequestKind.read(redis, await redis.hget(key, 'request'), { key, field: 'request' })
}

/** Uses the link up, once, with the right code; wrong ones are counted, and the last of them ends it. */
export async function redeemLink(redis: Redis, token: string, code: string): Promise<RedeemResult> {
  const key = linkKey(digest(token))
  const answer = await redeemScript(redis, [key], [digest(`${token} ${code}`), codeTries])
  const [kind, what = ''] = strings(answer)
  if (kind === 'redeemed') {
    const request = linkRequestKind.read(redis, what, { key, field: 'request' })
    return request ? { kind, request } : { kind: 'gone' }
  }
  return kind === 'wrong' ? { kind, left: Number(what) } : { kind: 'gone' }
}

const redeemScript = script(`
local request, code = unpack(redis.call('HMGET', KEYS[1], 'request', 'code'))
if not request or not code then return {'gone'} end
if code == ARGV[1] then
  redis.call('DEL', KEYS[1])
  return {'redeemed', request}
end
local left = tonumber(ARGV[2]) - redis.call('HINCRBY', KEYS[1], 'wrong', 1)
if left <= 0 then
  redis.call('DEL', KEYS[1])
  return {'gone'}
end
return {'wrong', tostring(left)}`)

/** So many wrong links and codes may come from one address in so many milliseconds. */
export const guessLimit = { most: 20, ms: 10 * 60_000 } as const

/** Whether the address has guessed so often that it gets no answer for a while. */
export async function guessedTooOften(redis: Redis, address: string): Promise<boolean> {
  return Number(await redis.get(guessesKey(digest(address)))) >= guessLimit.most
}

export async function countGuess(redis: Redis, address: string): Promise<void> {
  await countScript(redis, [guessesKey(digest(address))], [guessLimit.ms])
}

const countScript = script(`
if redis.call('INCR', KEYS[1]) == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end`)

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
