import type { Principal } from '../domain/access/person.ts'
import type { EffectiveGrant } from '../domain/access/roles.ts'
import type { PolicyRule } from '../domain/approvals/policy.ts'
import type { UserGroups } from './directory.ts'

/** Approval rules in the order in which they are looked through: those given from Slack, then the file's. */
export interface PolicyRules {
  readonly given: readonly { readonly id: string; readonly by: string; readonly value: PolicyRule }[]
  readonly file: readonly PolicyRule[]
}

export interface PrincipalQuery {
  readonly fresh?: boolean
  /** What is decided asks for a user group, even if no grant and no rule in force does. */
  readonly groups?: boolean
}

/**
 * Who may do what, as one interaction sees it: a click, a typed line, a sent form, or one pass of the sweeper. Nothing is
 * read before somebody asks, and nothing twice, so that all that is decided in an interaction is decided on the same
 * facts. Never handed on to the next one.
 */
export interface Authority {
  /** Those of the configuration file, then those given from Slack. */
  grants(): Promise<readonly EffectiveGrant[]>
  rules(): Promise<PolicyRules>
  /**
   * Who somebody is. `fresh`: Slack has been asked since the interaction began, as every decision about roles and approval
   * needs it; otherwise the answer may be a minute old. Never throws: whom Slack does not confirm is refused.
   */
  principal(user: string, options?: PrincipalQuery): Promise<Principal>
  /** The members of each user group of Slack, perhaps a minute old. Throws if Slack does not tell. */
  members(): Promise<UserGroups>
  /** This interaction has changed grants or rules: what was read before holds for nothing that is decided afterwards. */
  forget(): void
}
