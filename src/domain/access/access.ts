import {
  type Coverage,
  coverage,
  type GivenGrant,
  type Role,
  roleIncludes,
  roles,
  type Subject,
} from './roles.ts'

/** Why somebody has a role at a place, or has not. */
export interface Explanation {
  /** Grants that give it; one is enough. */
  readonly by: readonly GivenGrant[]
  /** Grants that would give it to this person elsewhere. */
  readonly elsewhere: readonly { readonly grant: GivenGrant; readonly fits: Coverage }[]
}

export function explainRole(grants: readonly GivenGrant[], subject: Subject, role: Role): Explanation {
  const theirs = grants
    .filter((grant) => roleIncludes(grant.role, role))
    .map((grant) => ({ grant, fits: coverage(grant, subject) }))
    .filter(({ fits }) => fits.person)
  const here = ({ fits }: { fits: Coverage }) => fits.connection && fits.channel
  return {
    by: theirs.filter(here).map(({ grant }) => grant),
    elsewhere: theirs.filter((one) => !here(one)),
  }
}

/** The roles that somebody has there. */
export function rolesOf(grants: readonly GivenGrant[], subject: Subject): readonly Role[] {
  return roles.filter((role) => explainRole(grants, subject, role).by.length > 0)
}
