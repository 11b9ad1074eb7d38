import { requestAddresses } from './approval-requests.ts'
import { approvalKeys } from './keys.ts'
import { script } from './script.ts'
import { resealed, type Sealing } from './sealed.ts'
import type { Address } from './unreadable.ts'

/** The text under another seal; undefined if it is to stay as it is. */
type Reseal = (macs: Sealing['macs'], text: string, at: Address) => string | undefined

/**
 * Seals grants, rules and requests with the first key, so that the key before it can be taken away afterwards. What changes
 * meanwhile is left alone. Returns how many were sealed.
 */
export async function resealLedger(ledger: Sealing, reseal: Reseal = resealed): Promise<number> {
  let count = 0
  for await (const [at, text] of sealedTexts(ledger)) {
    const after = reseal(ledger.macs, text, at)
    if (after === undefined) continue
    count += Number(await replace(ledger.redis, [at.key], [at.field, text, after]))
  }
  return count
}

async function* sealedTexts({
  redis,
}: Sealing): AsyncGenerator<readonly [at: Required<Address>, text: string]> {
  for (const key of [approvalKeys.grants, approvalKeys.rules]) {
    for (const [field, text] of Object.entries(await redis.hgetall(key))) yield [{ key, field }, text]
  }
  const ids = [
    ...(await redis.zrange(approvalKeys.recent, 0, '-1')),
    ...(await redis.zrange(approvalKeys.open, 0, '-1')),
  ]
  for (const id of new Set(ids)) {
    for (const at of requestAddresses(id)) {
      const text = await redis.hget(at.key, at.field)
      if (text !== null) yield [at, text]
    }
  }
}

const replace = script(`
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1`)
