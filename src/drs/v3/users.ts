import * as z from 'zod'
import { effects, holds, when } from '../effects.ts'
import { flag, list, means, noBody, numeric, text, texts } from '../fields.ts'
import { operation, secret } from '../operation.ts'
import { jobParams, taskId } from './values.ts'

/** Users and roles that are migrated along: migrations, and PostgreSQL synchronization. */

const migratedUser = z.strictObject({
  id: z.string().meta(means('User ID', '用户 ID')),
  account: z.string().meta(means('User name', '用户名')),
  comment: z.string().optional().meta(means('Remark', '备注')),
  is_transfer: z.boolean().meta(means('Can be migrated', '可以迁移')),
  privileges: z.array(z.string()).nullable().optional().meta(means('Permissions', '权限')),
  password: secret(
    z.string().nullable().optional().meta(means('Password at the destination', '在目标库的密码')),
  ),
  is_set_password: z.boolean().optional().meta(means('Set this password', '设置该密码')),
  roles: z.array(z.string()).meta(means('Roles of the user', '用户的角色')),
  selected: z.boolean().meta(means('Migrate this user', '迁移该用户')),
})

const migratedRole = z.strictObject({
  role: z.string().meta(means('Role name', '角色名称')),
  comment: z.string().optional().meta(means('Remark', '备注')),
  is_transfer: z.boolean().meta(means('Can be migrated', '可以迁移')),
  privileges: z.string().meta(means('Permissions', '权限')),
  inherits_roles: z.array(z.string()).optional().meta(means('Roles that it inherits', '继承的角色')),
  selected: z.boolean().optional().meta(means('Migrate this role, default false', '迁移该角色，默认为否')),
})

/** 6.2.1 types it as a list of texts, 6.2.2 as one text. */
const privileges = z
  .union([z.string(), z.array(z.string())])
  .nullish()
  .meta(means('Permissions', '权限'))

const usersOfTask = {
  job_id: text('Task ID', '任务 ID'),
  is_global_password: text('One password for all users', '所有用户使用同一密码'),
  message: text('Error code, or SUCCESS', '错误码，或 SUCCESS'),
  user_list: list(
    {
      id: text('User ID', '用户 ID'),
      account: text('User name', '用户名'),
      comment: text('Remark', '备注'),
      is_transfer: flag('Can be migrated', '可以迁移'),
      privileges,
      password: secret(text('Password', '密码')),
      roles: texts('Roles of the user', '用户的角色'),
      selected: flag('Selected', '已选择'),
      no_privileges: text('Permissions that cannot be synchronized', '无法同步的权限'),
      parent_account: text('Parent user', '父用户'),
      no_parent_account: text('Parent user that cannot be synchronized', '无法同步的父用户'),
    },
    'Users',
    '用户',
  ),
  roles_list: list(
    {
      role: text('Role name', '角色名称'),
      comment: text('Remark', '备注'),
      is_transfer: flag('Can be migrated', '可以迁移'),
      privileges,
      inherits_roles: texts('Roles that it inherits', '继承的角色'),
      selected: flag('Selected', '已选择'),
    },
    'Roles',
    '角色',
  ),
  is_success: flag('Success', '成功'),
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
          password: secret(
            z.string().optional().meta(means('One password for all users', '所有用户使用同一密码')),
          ),
          list: z.array(migratedUser).optional().meta(means('Users', '用户')),
          user_roles: z.array(migratedRole).optional().meta(means('Roles', '角色')),
          is_set_password: z.boolean().meta(means('Set a password', '设置密码')),
          is_migrate_user: z.boolean().meta(means('Migrate users', '迁移用户')),
          is_sync_object_privilege: z
            .boolean()
            .optional()
            .meta(
              means('PostgreSQL: synchronize permissions, default false', 'PostgreSQL：同步权限，默认为否'),
            ),
        }),
      )
      .meta(means('Users per task', '各任务的用户')),
  }),
  response: z.looseObject({
    all_counts: numeric('Number of results', '结果数'),
    results: list(usersOfTask, 'One result per task', '每个任务一条结果'),
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
