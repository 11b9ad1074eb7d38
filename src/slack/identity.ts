/** Which workspace somebody belongs to, by what Slack says of it in its many forms. */

/** The workspace in which the bot is installed, and the organisation (Enterprise Grid) that it is part of. */
export interface HomeWorkspace {
  readonly team: string
  readonly enterprise?: string
}

/** An id that Slack may leave out or send empty. */
type MaybeId = string | null | undefined

/**
 * Where commands, clicks, forms, type-ahead and events say who acts (Slack docs, the payloads of each; Enterprise Grid;
 * Slack Connect). `team` is the workspace in which it happened, `user` the person's own, which in one organisation may
 * differ; either may be absent, and an organisation's id may stand where a workspace's is expected.
 */
export interface OriginClaims {
  readonly team?: { readonly id?: MaybeId; readonly enterprise_id?: MaybeId } | null | undefined
  readonly enterprise?: { readonly id?: MaybeId } | null | undefined
  readonly user?: { readonly team_id?: MaybeId; readonly enterprise_id?: MaybeId } | null | undefined
  /** Commands and events. */
  readonly team_id?: MaybeId
  readonly enterprise_id?: MaybeId
}

function namedIds(...ids: readonly unknown[]): ReadonlySet<string> {
  return new Set(ids.filter((id) => typeof id === 'string' && id !== '').map(String))
}

/**
 * The workspace for which a payload speaks: the bot's own for its members and, since only users.info can tell them from
 * strangers, for whoever acts within its organisation. Else the one workspace that is named, and '' where that is unclear.
 */
export function originTeam(
  claims: OriginClaims,
  { team: home, enterprise: organisation }: HomeWorkspace,
): string {
  const { team, user, enterprise } = claims
  const own = namedIds(user?.enterprise_id)
  const around = namedIds(team?.enterprise_id, enterprise?.id, claims.enterprise_id)
  const named = [...namedIds(team?.id, claims.team_id, user?.team_id)]
  const teams = named.filter((id) => id !== organisation)
  const isHere =
    organisation !== undefined &&
    (own.has(organisation) || around.has(organisation) || teams.length < named.length)
  const isElsewhere = [...own].some((id) => id !== organisation)
  const [only = ''] = teams
  if (isElsewhere) return only === home ? '' : only
  if (teams.length === 1 && only === home) return home
  if (isHere) return home
  return teams.length === 1 ? only : ''
}

/** What users.info says of somebody's workspace. */
export interface MembershipClaims {
  readonly team_id?: MaybeId
  readonly profile?: { readonly team?: MaybeId; readonly display_name?: string | undefined } | undefined
  readonly is_stranger?: boolean | undefined
  /** In an organisation: the workspaces of which the person is a member. `team_id` is then any of them, or absent. */
  readonly enterprise_user?:
    | { readonly enterprise_id?: MaybeId; readonly teams?: readonly string[] | undefined }
    | undefined
}

/** Whether somebody is a member of the bot's workspace. What Slack leaves unsaid makes nobody a member. */
export function isMemberOf(person: MembershipClaims, { team, enterprise }: HomeWorkspace): boolean {
  if (person.is_stranger) return false
  const { enterprise_user: inOrganisation } = person
  const [organisation = enterprise] = namedIds(inOrganisation?.enterprise_id)
  if (organisation !== undefined && enterprise !== undefined && organisation !== enterprise) return false
  if (inOrganisation?.teams?.includes(team)) return true
  const [own] = namedIds(person.team_id, person.profile?.team)
  return own === team
}
