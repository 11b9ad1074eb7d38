import type { Text } from '../base/i18n.ts'
import type { PolicyChange } from '../domain/approvals/policy-change.ts'
import type { ApprovalRequest, BeginTransition, ChangePayload } from '../domain/approvals/request.ts'
import { applyGrantChange } from './apply-grant.ts'
import type { AuthorizedApprovalDeps } from './deps.ts'
import { applyTransition } from './transition.ts'

const words = {
  nothing: {
    en: 'Nothing was changed: it was so already.',
    'zh-CN': '没有需要修改的内容：已经是该状态。',
  },
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
