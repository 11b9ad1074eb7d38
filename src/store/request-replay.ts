import { UserError } from '../base/user-error.ts'
import type { ApprovalRequest } from '../domain/approvals/request.ts'
import type { ChainedRecord, ChainHead, ChainLink } from '../domain/audit/audit-chain.ts'
import { verifyLinks } from '../domain/audit/verify-chain.ts'
import { readChainBase, recordsBefore } from './audit.ts'
import type { AuditChain } from './chain.ts'
import { approvalKeys } from './keys.ts'

/** Clocks of replicas may differ by more than they should; ms. */
const slack = 24 * 60 * 60_000

const notTheNewest = {
  en: 'This request differs from the audit: an older state of it was put back in Redis. It will not be carried out. Make a new request, and inform those who run the bot.',
  'zh-CN':
    '该请求与审计记录不一致：Redis 中被放回了它的旧状态，因此不会执行。请重新发起，并告知机器人的运维人员。',
} as const

/**
 * Before a request begins to be carried out: the audit, which nobody can set back without its end being wrong, has to know
 * no later version of it than the one that is stored. Throws `UserError` otherwise. That somebody else was quicker is found
 * out by the write itself.
 */
export async function requireNewestVersion(chain: AuditChain, begun: ApprovalRequest): Promise<void> {
  const audited = await newestAudited(chain, await chain.check(), begun)
  if (audited === begun.version - 1) return
  const { id, version } = begun
  if ((await chain.redis.hget(approvalKeys.request(id), 'version')) !== String(version - 1)) return
  chain.log.error({ request: id, stored: version - 1, audited }, 'an older state of a request was put back')
  throw new UserError(notTheNewest)
}

/** Undefined if the audit does not know the request, or what it says of it cannot be believed. */
async function newestAudited(
  chain: AuditChain,
  head: ChainHead,
  { id, createdAt }: ApprovalRequest,
): Promise<number | undefined> {
  const later: ChainedRecord[] = []
  for (let before = head.seq + 1; ; ) {
    const part = await recordsBefore(chain.redis, before)
    for (const [i, entry] of part.entries()) {
      const { ticket, version, at } = entry.record
      later.unshift(entry)
      if (ticket === id && version !== undefined) {
        const base = await linkBefore(chain, entry, part[i + 1])
        const links = verifyLinks(later, { base, macs: chain.macs })
        return links.ok && links.head.hash === head.hash ? version : undefined
      }
      if (at < createdAt - slack) return undefined
    }
    const oldest = part.at(-1)
    if (!oldest) return undefined
    before = oldest.seq
  }
}

async function linkBefore(
  { redis }: AuditChain,
  { seq }: ChainLink,
  known: ChainedRecord | undefined,
): Promise<ChainLink> {
  const [before = known] = known ? [] : await recordsBefore(redis, seq)
  return before ?? (await readChainBase(redis)).base
}
