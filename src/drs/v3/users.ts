import * as z from 'zod'
import { effects, holds, when } from '../effects.ts'
import { flag, list, noBody, numeric, text, texts } from '../fields.ts'
import { operation, secret } from '../operation.ts'
import { jobParams, taskId } from './values.ts'

/** Users and roles that are migrated along: migrations, and PostgreSQL synchronization. */

const migratedUser = z.strictObject({
  id: z.string().describe('User ID'),
  account: z.string().describe('User name'),
  comment: z.string().optional().describe('Remark'),
  is_transfer: z.boolean().describe('Can be migrated'),
  privileges: z.array(z.string()).nullable().optional().describe('Permissions'),
  password: secret(z.string().nullable().optional().describe('Password at the destination')),
  is_set_password: z.boolean().optional().describe('Set this password'),
  roles: z.array(z.string()).describe('Roles of the user'),
  selected: z.boolean().describe('Migrate this user'),
})

const migratedRole = z.strictObject({
  role: z.string().describe('Role name'),
  comment: z.string().optional().describe('Remark'),
  is_transfer: z.boolean().describe('Can be migrated'),
  privileges: z.string().describe('Permissions'),
  inherits_roles: z.array(z.string()).optional().describe('Roles that it inherits'),
  selected: z.boolean().optional().describe('Migrate this role, default false'),
})

/** 6.2.1 types it as a list of texts, 6.2.2 as one text. */
const privileges = z
  .union([z.string(), z.array(z.string())])
  .nullish()
  .describe('Permissions')

const usersOfTask = {
  job_id: text('Task ID'),
  is_global_password: text('One password for all users'),
  message: text('Error code, or SUCCESS'),
  user_list: list(
    {
      id: text('User ID'),
      account: text('User name'),
      comment: text('Remark'),
      is_transfer: flag('Can be migrated'),
      privileges,
      password: secret(text('Password')),
      roles: texts('Roles of the user'),
      selected: flag('Selected'),
      no_privileges: text('Permissions that cannot be synchronized'),
      parent_account: text('Parent user'),
      no_parent_account: text('Parent user that cannot be synchronized'),
    },
    'Users',
  ),
  roles_list: list(
    {
      role: text('Role name'),
      comment: text('Remark'),
      is_transfer: flag('Can be migrated'),
      privileges,
      inherits_roles: texts('Roles that it inherits'),
      selected: flag('Selected'),
    },
    'Roles',
  ),
  is_success: flag('Success'),
}

export const batchUpdateUsers = operation({
  id: 'batch-update-users',
  api: 'v3',
  method: 'PUT',
  path: '/v3/{project_id}/jobs/batch-update-user',
  title: { en: 'Choose users to be migrated', 'zh-CN': '批量更新迁移用户信息' },
  effects: [effects.usersSet, when(effects.userPasswordsSet, holds('password', 'is_set_password'))],
  section: '6.2.1',
  success: 200,
  request: z.strictObject({
    jobs: z
      .array(
        z.strictObject({
          job_id: taskId,
          password: secret(z.string().optional().describe('One password for all users')),
          list: z.array(migratedUser).optional().describe('Users'),
          user_roles: z.array(migratedRole).optional().describe('Roles'),
          is_set_password: z.boolean().describe('Set a password'),
          is_migrate_user: z.boolean().describe('Migrate users'),
          is_sync_object_privilege: z
            .boolean()
            .optional()
            .describe('PostgreSQL: synchronize permissions, default false'),
        }),
      )
      .describe('Users per task'),
  }),
  response: z.looseObject({
    all_counts: numeric('Number of results'),
    results: list(usersOfTask, 'One result per task'),
  }),
})

export const listSourceUsers = operation({
  id: 'list-source-users',
  api: 'v3',
  method: 'GET',
  path: '/v3/{project_id}/jobs/{job_id}/get-src-user',
  title: { en: 'Query users of the source', 'zh-CN': '获取源库迁移用户列表' },
  risk: 'read',
  section: '6.2.2',
  success: 200,
  params: jobParams,
  request: noBody,
  response: z.looseObject(usersOfTask),
})
