import { UserError } from '../base/user-error.ts'
import { nextTransitionAt } from '../domain/approvals/deadlines.ts'
import { isRequestOpen, taskIdsOf } from '../domain/approvals/open.ts'
import { type ApprovalRequest, approvalRequestSchema } from '../domain/approvals/request.ts'
import type { AuditRecord } from '../domain/audit/audit.ts'
import type { IssuedIds } from '../domain/audit/audit-chain.ts'
import { type AuditChain, effectScript } from './chain.ts'
import { approvalKeys } from './keys.ts'
import { requireNewestVersion } from './request-replay.ts'
import { script, strings } from './script.ts'
import { type Sealing, sealedKind } from './sealed.ts'

const day = 24 * 60 * 60_000

/** How long a closed request can still be looked at, in ms; its audit records stay longer. */
const keepMs = 90 * day
/** An index only, so it may hold more than there is. */
const indexMs = 2 * keepMs

/** An approval request. One that cannot be read allows nothing. */
export const approvalRequestKind = sealedKind({
  name: 'approval request',
  version: 2,
  schema: approvalRequestSchema,
})

/** A request that follows on the stored one; `-1` stands for none. */
const save = effectScript(
  `local version = redis.call('HGET', KEYS[3], 'version') or '-1'
   if version ~= ARGV[4] then return 'no' end`,
  `local id = ARGV[5]
   for _, task in ipairs(cjson.decode(redis.call('HGET', KEYS[3], 'tasks') or '[]')) do
     redis.call('SREM', task, id)
   end
   redis.call('HSET', KEYS[3], 'version', ARGV[6], 'request', ARGV[7], 'tasks', ARGV[8])
   if ARGV[9] == 'closed' then
     redis.call('ZREM', KEYS[4], id)
     redis.call('PEXPIRE', KEYS[3], ARGV[10])
   else
     redis.call('PERSIST', KEYS[3])
     redis.call('ZADD', KEYS[4], ARGV[9], id)
     for _, task in ipairs(cjson.decode(ARGV[8])) do redis.call('SADD', task, id) end
   end
   redis.call('ZADD', KEYS[5], ARGV[11], id)
   redis.call('ZREMRANGEBYSCORE', KEYS[5], '-inf', ARGV[12])
   local time = redis.call('TIME')
   redis.call('ZADD', KEYS[6], time[1] * 1000 + ARGV[13], id)`,
)

/**
 * Stores a request that follows on the stored one, or is new with version 0, together with what the audit says of it.
 * Returns false, and nothing is written, if somebody else was first. Throws if the audit cannot be written, and
 * where an older state of the request would be carried out. `judgedBy`: what was given from Slack when the step was decided;
 * throws `IssuedChanged`, and nothing is written, if it does not hold any more.
 */
export async function saveRequest(
  chain: AuditChain,
  request: ApprovalRequest,
  records: readonly AuditRecord[],
  judgedBy?: IssuedIds,
): Promise<boolean> {
  const { id, version, createdAt, connection } = request
  if (request.state === 'executing' && version > 0) await requireNewestVersion(chain, request)
  const tasks = taskIdsOf(request).map((taskId) => approvalKeys.task(connection, taskId))
  const [at] = requestAddresses(id)
  const effect = {
    script: save,
    keys: [at.key, approvalKeys.open, approvalKeys.recent, approvalKeys.undrawn],
    args: [
      version - 1,
      id,
      version,
      approvalRequestKind.seal(chain.macs, request, at),
      JSON.stringify(tasks),
      scoreOf(request),
      keepMs,
      createdAt,
      createdAt - indexMs,
      drawMs,
    ],
  }
  return chain.write(({ issued }) => {
    if (judgedBy && !holdsStill(judgedBy, issued)) throw new IssuedChanged()
    return { ...effect, records: records.map((record) => ({ ...record, ticket: id, version })) }
  })
}

/**
 * Whether a decision made with these grants and rules from Slack would rest on the same ones. A grant that was added gives
 * more to somebody and takes nothing away; of rules the first that fits decides, so that each counts.
 */
function holdsStill(judgedBy: IssuedIds, { grants, rules }: IssuedIds): boolean {
  const same = judgedBy.rules.length === rules.length && judgedBy.rules.every((id) => rules.includes(id))
  return same && judgedBy.grants.every((id) => grants.includes(id))
}

/** Grants or rules have been changed since they were read: what was decided with them has to be decided anew. */
export class IssuedChanged extends UserError {
  constructor() {
    super({
      en: 'Roles or approval rules were changed at the same moment. Try again.',
      'zh-CN': '角色或审批规则刚刚被修改，请重试。',
    })
  }
}

/** When it is due; infinite where only people or DRS can move it. */
function scoreOf(request: ApprovalRequest): string {
  return isRequestOpen(request) ? String(nextTransitionAt(request) ?? '+inf') : 'closed'
}

export async function loadRequest(ledger: Sealing, id: string): Promise<ApprovalRequest | undefined> {
  const [at] = requestAddresses(id)
  const text = await ledger.redis.hget(at.key, at.field)
  if (text === null && !(await bringOver(ledger, id))) return undefined
  return approvalRequestKind.read(ledger, text ?? (await ledger.redis.hget(at.key, at.field)), at)
}

/** Where a request is, and where earlier releases kept it, under another name. */
export function requestAddresses(id: string) {
  return [
    { key: approvalKeys.request(id), field: 'request' },
    { key: approvalKeys.formerRequest(id), field: 'ticket' },
  ] as const
}

const rename = script(`
  if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] or redis.call('EXISTS', KEYS[2]) == 1 then return end
  redis.call('RENAME', KEYS[1], KEYS[2])
  redis.call('HDEL', KEYS[2], ARGV[1])
  redis.call('HSET', KEYS[2], ARGV[3], ARGV[4])
`)

/** Moves a request from where earlier releases kept it, under the seal of its new place; false where there is none that can be read. */
async function bringOver(ledger: Sealing, id: string): Promise<boolean> {
  const [to, from] = requestAddresses(id)
  const text = await ledger.redis.hget(from.key, from.field)
  const request = approvalRequestKind.read(ledger, text, from)
  if (text === null || !request) return false
  const sealed = approvalRequestKind.seal(ledger.macs, request, to)
  await rename(ledger.redis, [from.key, to.key], [from.field, text, to.field, sealed])
  return true
}

async function loadRequests(ledger: Sealing, ids: readonly string[]): Promise<readonly ApprovalRequest[]> {
  const loaded = await Promise.all(ids.map((id) => loadRequest(ledger, id)))
  return loaded.filter((request) => request !== undefined)
}

/** What waits for somebody, the oldest first; of all workspaces if none is given. */
export async function openRequests(ledger: Sealing, team?: string): Promise<readonly ApprovalRequest[]> {
  const requests = await loadRequests(ledger, await ledger.redis.zrange(approvalKeys.open, 0, '-1'))
  return requests
    .filter((request) => team === undefined || request.team === team)
    .sort((a, b) => a.createdAt - b.createdAt)
}

/** The open requests about a task. */
export async function requestsOfTask(
  ledger: Sealing,
  connection: string,
  taskId: string,
): Promise<readonly ApprovalRequest[]> {
  return loadRequests(ledger, await ledger.redis.smembers(approvalKeys.task(connection, taskId)))
}

/** Ids of open requests that this release cannot read, or whose seal is not good. */
export async function unreadableRequests(ledger: Sealing): Promise<readonly string[]> {
  const ids = await ledger.redis.zrange(approvalKeys.open, 0, '-1')
  const found = await Promise.all(
    ids.map(async (id) => [id, await loadRequest(ledger, id), await isStored(ledger, id)] as const),
  )
  return found.flatMap(([id, request, stored]) => (request === undefined && stored ? [id] : []))
}

async function isStored({ redis }: Sealing, id: string): Promise<boolean> {
  return (
    await Promise.all(requestAddresses(id).map(({ key, field }) => redis.hexists(key, field)))
  ).includes(1)
}

/** So many are looked through for the newest ones of a workspace. */
const looked = 500

/** The newest first, open and closed. */
export async function recentRequests(
  ledger: Sealing,
  team: string,
  limit: number,
): Promise<readonly ApprovalRequest[]> {
  const requests = await loadRequests(
    ledger,
    await ledger.redis.zrange(approvalKeys.recent, 0, String(looked - 1), 'REV'),
  )
  return requests.filter((request) => request.team === team).slice(0, limit)
}

/** Whoever has moved a request draws it within this time, or has died. In ms. */
const drawMs = 10_000

const drawn = script(`
  if redis.call('HGET', KEYS[1], 'version') == ARGV[2] then redis.call('ZREM', KEYS[2], ARGV[1]) end
`)

/** All messages of the request show it as it is in that version; if it has moved on since, they are still to be drawn. */
export async function noteDrawn({ redis }: Sealing, { id, version }: ApprovalRequest): Promise<void> {
  await drawn(redis, [approvalKeys.request(id), approvalKeys.undrawn], [id, version])
}

/** Its messages could not be drawn: at the next look they are tried again. */
export async function noteUndrawn({ redis }: Sealing, id: string): Promise<void> {
  await redis.zadd(approvalKeys.undrawn, 0, id)
}

const claimUndrawn = script(`
  local time = redis.call('TIME')
  local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', time[1] * 1000, 'LIMIT', 0, ARGV[1])
  for _, id in ipairs(ids) do redis.call('ZADD', KEYS[1], time[1] * 1000 + ARGV[2], id) end
  return ids
`)

/** Requests that somebody else has moved and not drawn, at most `limit`; each is given to one caller at a time, for 30 s. */
export async function undrawnRequests(ledger: Sealing, limit: number): Promise<readonly ApprovalRequest[]> {
  const ids = strings(await claimUndrawn(ledger.redis, [approvalKeys.undrawn], [limit, leaseMs]))
  const found = await loadRequests(ledger, ids)
  const gone = ids.filter((id) => !found.some((request) => request.id === id))
  if (gone.length > 0) await ledger.redis.zrem(approvalKeys.undrawn, ...gone)
  return found
}

/** Whoever claims a request has so long to move it; then it is due again. In ms. */
const leaseMs = 30_000

const claim = script(`
  local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])
  for _, id in ipairs(ids) do redis.call('ZADD', KEYS[1], ARGV[3], id) end
  return ids
`)

/** Requests whose next moment has come, at most `limit`; each is given to one caller at a time, for 30 s. */
export async function dueRequests(
  ledger: Sealing,
  now: number,
  limit: number,
): Promise<readonly ApprovalRequest[]> {
  const ids = strings(await claim(ledger.redis, [approvalKeys.open], [now, limit, now + leaseMs]))
  return loadRequests(ledger, ids)
}
