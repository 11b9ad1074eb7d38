import { say, type Text } from '../base/i18n.ts'
import { accessChangeTitle, mayChange, parseAccessChange } from '../domain/access/access-change.ts'
import type { ApprovalRequest, ChangePayload } from '../domain/approvals/request.ts'
import type { AuditRecord } from '../domain/audit/audit.ts'
import type { Authority } from '../ports/authority.ts'
import type { ApprovalStore } from '../store/approval-store.ts'

const words = {
  unreadable: say('The change cannot be read.', '无法读取该变更。'),
  notAdmin: say('The person who asked is not an admin there any more.', '发起人已不再是相应范围的管理员。'),
  done: say('It was done already.', '该变更此前已完成。'),
  gone: say('That grant is not there any more.', '该授权已不存在。'),
} satisfies Record<string, Text>

export interface GrantChangeDeps {
  readonly authority: Pick<Authority, 'grants' | 'principal'>
  readonly store: Pick<ApprovalStore, 'addGrant' | 'removeGrant'>
  now(): number
}

/**
 * Carries out a change of access that has its approval. Whoever asked for it has to be an admin there still. Returns why
 * it could not be done, if so. The grant gets the request's id, so that one approval never gives twice.
 */
export async function applyGrantChange(
  deps: GrantChangeDeps,
  request: ApprovalRequest,
  payload: ChangePayload,
): Promise<Text | undefined> {
  const change = parseAccessChange(payload.change)
  if (!change) return words.unreadable
  const { requester: user } = request
  const [principal, grants] = await Promise.all([
    deps.authority.principal(user, { fresh: true }),
    deps.authority.grants(),
  ])
  if (principal.refused) return principal.refused
  if (!mayChange(grants, { user, groups: principal.groups }, change)) return words.notAdmin
  const { team, channel, connection, id } = request
  const at = deps.now()
  const who = request.executedBy ?? user
  const about = { team, channel, connection, verb: 'access', ticket: id }
  const record: AuditRecord = { kind: 'configuration', at, who, ...about, what: accessChangeTitle(change).en }
  if (change.kind === 'revoke') {
    return (await deps.store.removeGrant(change.id, record)) ? undefined : words.gone
  }
  const { role, users, connections, channels } = change
  const given = { id, by: user, at, value: { role, users, connections, channels } }
  return (await deps.store.addGrant(given, record)) ? undefined : words.done
}
