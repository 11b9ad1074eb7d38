import type { Principal } from '../domain/access/person.ts'

/** The members of each user group by its id. */
export type UserGroups = ReadonlyMap<string, readonly string[]>

export type PeopleChange = { readonly person: string } | 'groups'

/**
 * Who people are, as Slack knows it: users.info, and the user groups of the workspace. Remembered for a minute, because a
 * click should not wait for Slack each time; `fresh` asks anew, for whatever must not hang on what was so a minute ago.
 */
export interface Directory {
  /** Never throws: somebody of whom Slack does not tell is refused. */
  principal(
    user: string,
    options?: {
      readonly fresh?: boolean
      /**
       * Where the user groups come from, as fresh as the person by default. Their rate limit is low: whoever asks about
       * several people hands in one answer for all of them, and `false` if nobody wants to know.
       */
      readonly groups?: false | (() => Promise<UserGroups>)
    },
  ): Promise<Principal>
  /** What somebody is called, a minute old at most; undefined for people of whom Slack knows nothing. Throws if Slack does not tell. */
  name(user: string): Promise<string | undefined>
  /** Throws if Slack does not tell. */
  groups(options?: { readonly fresh?: boolean }): Promise<UserGroups>
  /** Slack said that somebody, or some group, has changed: what is remembered of that, on any replica, counts no more. */
  forget(change: PeopleChange): Promise<void>
}
