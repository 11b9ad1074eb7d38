import { say, type Text } from '../base/i18n.ts'
import {
  type AccessChange,
  accessChangeTitle,
  adminsAmong,
  adminsRemain,
  mayChange,
  parseAccessChange,
} from '../domain/access/access-change.ts'
import type { PolicyRule } from '../domain/approvals/policy.ts'
import { lockOut, parsePolicyChange, peopleInRule, ruleOfChange } from '../domain/approvals/policy-change.ts'
import type { ApprovalRequest, ChangePayload } from '../domain/approvals/request.ts'
import type { AuditRecord } from '../domain/audit/audit.ts'
import type { Authority } from '../ports/authority.ts'
import type { ApprovalStore } from '../store/approval-store.ts'
import type { AuthorizedApprovalDeps } from './deps.ts'
import { applyTransition } from './transition.ts'

const words = {
  nothing: say('Nothing to change: it is set this way already.', '没有需要修改的内容：已经是该状态。'),
  unreadable: say('The change cannot be read.', '无法读取该变更。'),
  notAdmin: say('The requester is no longer an admin there.', '发起人已不再是相应范围的管理员。'),
  done: say('This change is already in place.', '该变更此前已完成。'),
  gone: say('This grant no longer exists.', '该授权已不存在。'),
  lastAdmin: say(
    'These connections would have no admin left. Give another person the role admin first.',
    '收回后将没有人能管理这些连接。请先将管理员角色授予其他人。',
  ),
} satisfies Record<string, Text>

/** A change of who may do what, or of what needs approval. `begin` moves the request on; throws where it must not. */
export async function performApprovedChange(
  deps: AuthorizedApprovalDeps,
  payload: ChangePayload,
  begin: () => Promise<ApprovalRequest>,
): Promise<ApprovalRequest> {
  const executing = await begin()
  const why = await applied(deps, executing, payload)
  const outcome = why ? 'failed' : 'verified'
  return applyTransition(deps, executing.id, {
    kind: 'finish',
    outcome,
    ...(why && { why }),
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

/**
 * Whoever asked for it has to be an admin still wherever the rule holds. It gets the request's id, so that one approval never
 * counts twice. Returns why nothing was done, if so.
 */
async function applyPolicy(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  payload: ChangePayload,
): Promise<Text | undefined> {
  const change = parsePolicyChange(payload.change)
  if (!change) return words.unreadable
  const { team, channel, connection, id, requester: by, executedBy: who = by } = request
  const rule = ruleOfChange(change)
  const [principal, grants] = await Promise.all([
    deps.authority.principal(by, { fresh: true }),
    deps.authority.grants(),
  ])
  if (principal.refused) return principal.refused
  const reached = { connections: rule.connections, channels: [channel] }
  if (!mayChange(grants, { user: by, groups: principal.groups }, reached)) return words.notAdmin
  const locked = 'add' in change ? await lockOutNow(deps, change.add) : undefined
  if (locked) return locked
  const at = deps.now()
  const about = { team, channel, connection, verb: payload.verb, ticket: id }
  const record: AuditRecord = { kind: 'configuration', at, who, ...about, what: payload.change }
  const done =
    'add' in change
      ? await deps.store.addRule({ id, by, at, value: change.add }, record)
      : await deps.store.removeRule(change.remove, record)
  return done ? undefined : words.nothing
}

/** Why nobody could change anything there any more if the rule held, with the admins that there are now. */
export async function lockOutNow(
  { authority }: Pick<AuthorizedApprovalDeps, 'authority'>,
  rule: PolicyRule,
): Promise<Text | undefined> {
  const grants = await authority.grants()
  const candidates = await Promise.all(
    peopleInRule(rule).map(async (user) => ({ user, ...(await authority.principal(user, { fresh: true })) })),
  )
  for (const connection of rule.connections) {
    const { people, more } = adminsAmong(grants, connection, candidates)
    const why = lockOut(rule, { people: await thereOf(authority, people), more })
    if (why) return why
  }
  return undefined
}

/** Those who may use the bot at all. */
async function thereOf(
  authority: Pick<Authority, 'principal'>,
  users: readonly string[],
): Promise<readonly string[]> {
  const found = await Promise.all(users.map((user) => authority.principal(user, { fresh: true })))
  return users.filter((_, i) => found[i]?.refused === undefined)
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
    if (!(await isAdministered(deps.authority, change))) return words.lastAdmin
    return (await deps.store.removeGrant(change.id, record)) ? undefined : words.gone
  }
  const { role, users, connections, channels } = change
  const given = { id, by: user, at, value: { role, users, connections, channels } }
  return (await deps.store.addGrant(given, record)) ? undefined : words.done
}

/** Whether somebody can still administer all of it once that grant is gone. */
async function isAdministered(
  authority: Pick<Authority, 'grants' | 'principal'>,
  { id, role, connections }: Extract<AccessChange, { readonly kind: 'revoke' }>,
): Promise<boolean> {
  if (role !== 'admin') return true
  const left = (await authority.grants()).filter((grant) => grant.id !== id)
  const people = left.flatMap((grant) => (grant.role === 'admin' ? grant.users : []))
  const there = new Set(
    await thereOf(
      authority,
      people.filter((user) => /^[UW]/.test(user)),
    ),
  )
  return adminsRemain(left, connections, (user) => there.has(user))
}
