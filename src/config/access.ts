import * as z from 'zod'
import { type Grant, type Role, roles } from '../domain/access/roles.ts'

/** Who may do what, as the file or the environment says it. */

/** In place of a list: all members of the workspace may act and approve. */
export const everyoneWord = 'everyone'

export function grantToEveryone(role: Role): Grant {
  return { role, users: ['*'], connections: ['*'], channels: ['*'] }
}

export const grantsToEveryone: readonly Grant[] = (['operator', 'approver'] as const).map(grantToEveryone)

/** Names; everybody, or everything, where none is given. */
const list = z.array(z.string().min(1)).min(1).default(['*'])

/** One of these in the file; nobody may do anything without it. */
export const accessFields = {
  access: z
    .union(
      [
        z.literal(everyoneWord),
        z.array(z.strictObject({ role: z.enum(roles), users: list, connections: list, channels: list })),
      ],
      `must be a list of roles with their people, or ${everyoneWord}`,
    )
    .default([]),
}

export function grantsIn({
  access,
}: {
  readonly access: z.output<typeof accessFields.access>
}): readonly Grant[] {
  return access === everyoneWord ? grantsToEveryone : access
}
