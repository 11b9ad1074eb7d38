import {
  type AccessSubject,
  type EffectiveGrant,
  type GrantCoverage,
  grantCoverage,
  type Role,
  roleIncludes,
  roles,
} from './roles.ts'

/** Why somebody has a role in a channel, or has not. */
export interface RoleExplanation {
  /** Grants that give it; one is enough. */
  readonly by: readonly EffectiveGrant[]
  /** Grants that would give it to this person elsewhere. */
  readonly elsewhere: readonly { readonly grant: EffectiveGrant; readonly fits: GrantCoverage }[]
}

export function explainRole(
  grants: readonly EffectiveGrant[],
  subject: AccessSubject,
  role: Role,
): RoleExplanation {
  const theirs = grants
    .filter((grant) => roleIncludes(grant.role, role))
    .map((grant) => ({ grant, fits: grantCoverage(grant, subject) }))
    .filter(({ fits }) => fits.person)
  const here = ({ fits }: { fits: GrantCoverage }) => fits.connection && fits.channel
  return {
    by: theirs.filter(here).map(({ grant }) => grant),
    elsewhere: theirs.filter((one) => !here(one)),
  }
}

/** The roles that somebody has there. */
export function rolesOf(grants: readonly EffectiveGrant[], subject: AccessSubject): readonly Role[] {
  return roles.filter((role) => explainRole(grants, subject, role).by.length > 0)
}
