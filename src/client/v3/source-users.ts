import type { SourceRole, SourceUser, SourceUsers } from '../../domain/tasks/source-users.ts'
import { listSourceUsers } from '../../drs/index.ts'
import type { ResponseOf } from '../../drs/operation.ts'
import type { DrsLanguage } from '../call.ts'
import type { Client } from '../client.ts'
import { itemError, malformed } from '../errors.ts'
import { flagOf, type Rows, rowsOf, textOf, textsOf, withoutUndefined } from '../values.ts'

type Answer = ResponseOf<typeof listSourceUsers>

/** Users and roles of the source, as DRS reads them now (6.2.2), which writes the code of a refusal into `message`. */
export async function readSourceUsers(
  client: Client,
  language: DrsLanguage,
  job_id: string,
): Promise<SourceUsers> {
  const answer = await client.call(listSourceUsers, { language, params: { job_id } })
  const message = textOf(answer.message)
  if (flagOf(answer.is_success) === false || message?.startsWith('DRS.'))
    throw (
      itemError(listSourceUsers.id, { error_code: message }) ??
      malformed(listSourceUsers.id, message ?? 'The answer is a refusal without a reason.')
    )
  return {
    users: rowsOf(answer.user_list).flatMap(userIn),
    roles: rowsOf(answer.roles_list).flatMap(roleIn),
  }
}

function userIn(row: Rows<Answer['user_list']>): readonly SourceUser[] {
  const account = textOf(row.account) ?? textOf(row.id)
  if (account === undefined) return []
  const movable = flagOf(row.is_transfer) ?? true
  // What keeps a user back stands in one of these.
  const remarks = [row.comment, row.no_privileges, row.no_parent_account].flatMap((one) => textOf(one) ?? [])
  const listed = textsOf(row.privileges)
  const privilege = textOf(row.privileges)
  const privileges = listed.length > 0 ? listed : privilege === undefined ? undefined : [privilege]
  return [
    {
      ...withoutUndefined({
        id: textOf(row.id) ?? account,
        account,
        movable,
        remark: remarks[0],
        privileges,
      }),
      roles: textsOf(row.roles),
      chosen: flagOf(row.selected) ?? false,
    },
  ]
}

function roleIn(row: Rows<Answer['roles_list']>): readonly SourceRole[] {
  const id = textOf(row.role)
  if (id === undefined) return []
  return [
    {
      ...withoutUndefined({ id, movable: flagOf(row.is_transfer) ?? true, remark: textOf(row.comment) }),
      // 6.2.2 types it as one text.
      privileges: textOf(row.privileges) ?? textsOf(row.privileges).join(' '),
      inherits: textsOf(row.inherits_roles),
      chosen: flagOf(row.selected) ?? false,
    },
  ]
}
