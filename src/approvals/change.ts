import type { Text } from '../base/i18n.ts'
import type { PolicyChange } from '../domain/approvals/policy-change.ts'
import type { Begin, Ticket, WantedChange } from '../domain/approvals/request.ts'
import { applyChange } from './apply-grant.ts'
import type { ApprovalParts } from './deps.ts'
import { takeStep } from './transition.ts'

const words = {
  nothing: {
    en: 'Nothing was changed: it was so already.',
    'zh-CN': '没有需要修改的内容：已经是该状态。',
  },
} satisfies Record<string, Text>

/** A change of who may do what, or of what needs consent. */
export async function runChange(
  parts: ApprovalParts,
  ticket: Ticket,
  wanted: WantedChange,
  begin: Begin,
): Promise<Ticket> {
  const executing = await takeStep(parts, ticket.id, begin)
  const why = await applied(parts, executing, wanted)
  const outcome = why ? 'failed' : 'verified'
  return takeStep(parts, ticket.id, { kind: 'finish', outcome, ...(why && { why: why[ticket.locale] }) })
}

/** Even an answer that got lost may have changed what there is. */
async function applied(
  parts: ApprovalParts,
  ticket: Ticket,
  wanted: WantedChange,
): Promise<Text | undefined> {
  const apply = wanted.verb === 'policy' ? applyPolicy : applyChange
  try {
    return await apply(parts, ticket, wanted)
  } finally {
    parts.authority.forget()
  }
}

/** The rule gets the ticket's id, so that one consent never counts twice. Returns why nothing was done, if so. */
async function applyPolicy(
  { ledger, now }: ApprovalParts,
  ticket: Ticket,
  { change, verb }: WantedChange,
): Promise<Text | undefined> {
  const { team, channel, connection, id, requester: by, executedBy: who = by } = ticket
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
      ? await ledger.addRule({ id, by, at, value: add }, record)
      : await ledger.removeRule(remove, record)
  return done ? undefined : words.nothing
}
