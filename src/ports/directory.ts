import type { Principal } from '../domain/access/person.ts'

/** Who people are, as Slack knows it: users.info, and the user groups of the workspace. */
export interface Directory {
  /**
   * Never throws: somebody of whom Slack does not tell is refused. Remembered for a minute, because a click should
   * not wait for Slack each time; `fresh` asks anew, for whatever must not hang on what was so a minute ago.
   */
  standing(
    user: string,
    options?: {
      readonly fresh?: boolean
      /** `false`: nobody wants to know the user groups, whose rate limit is low. */
      readonly groups?: boolean
    },
  ): Promise<Principal>
  /** Slack said that people or groups have changed: whatever is remembered of anybody, on any replica, is forgotten. */
  forget(): Promise<void>
}
