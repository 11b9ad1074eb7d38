import { say, type Text } from '../base/i18n.ts'
import { accessChangeTitle, mayChange, parseAccessChange } from '../domain/access/access-change.ts'
import type { PolicyChange } from '../domain/approvals/policy-change.ts'
import type { ApprovalRequest, BeginTransition, ChangePayload } from '../domain/approvals/request.ts'
import type { AuditRecord } from '../domain/audit/audit.ts'
import type { Authority } from '../ports/authority.ts'
import type { ApprovalStore } from '../store/approval-store.ts'
import type { AuthorizedApprovalDeps } from './deps.ts'
import { applyTransition } from './transition.ts'

const words = {
  nothing: say('Nothing was changed: it was so already.', '没有需要修改的内容：已经是该状态。'),
  unreadable: say('The change cannot be read.', '无法读取该变更。'),
  notAdmin: say('The person who asked is not an admin there any more.', '发起人已不再是相应范围的管理员。'),
  done: say('It was done already.', '该变更此前已完成。'),
  gone: say('That grant is not there any more.', '该授权已不存在。'),
} satisfies Record<string, Text>

/** A change of who may do what, or of what needs approval. */
export async function performApprovedChange(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  payload: ChangePayload,
  begin: BeginTransition,
): Promise<ApprovalRequest> {
  const executing = await applyTransition(deps, request.id, begin)
  const why = await applied(deps, executing, payload)
  const outcome = why ? 'failed' : 'verified'
  return applyTransition(deps, request.id, {
    kind: 'finish',
    outcome,
    ...(why && { why: why[request.locale] }),
  })
}

/** Even an answer that got lost may have changed what there is. */
async function applied(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  payload: ChangePayload,
): Promise<Text | undefined> {
  const apply = payload.verb === 'policy' ? applyPolicy : applyGrantChange
  try {
    return await apply(deps, request, payload)
  } finally {
    deps.authority.forget()
  }
}

/** The rule gets the request's id, so that one approval never counts twice. Returns why nothing was done, if so. */
async function applyPolicy(
  { store, now }: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  { change, verb }: ChangePayload,
): Promise<Text | undefined> {
  const { team, channel, connection, id, requester: by, executedBy: who = by } = request
  const at = now()
  const record = {
    kind: 'configuration',
    at,
    who,
    team,
    channel,
    connection,
    verb,
    ticket: id,
    what: change,
  } as const
  const { add, remove }: PolicyChange = JSON.parse(change)
  const done =
    remove === undefined
      ? await store.addRule({ id, by, at, value: add }, record)
      : await store.removeRule(remove, record)
  return done ? undefined : words.nothing
}

interface GrantChangeDeps {
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
  if (!mayChange(grants, { user, groups: principal.groups }, change))
    return principal.unsure ?? words.notAdmin
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
