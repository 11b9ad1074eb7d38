import * as z from 'zod'
import { effects } from '../effects.ts'
import { list, means, noBody, noContent, numeric, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { jobParams } from '../values.ts'
import { driverName, largestPage, limitedPage } from './values.ts'

/** JDBC drivers (7.6.10 to 7.6.13), for sources that need one: stored per project, given to a task. */

/** The file's name has 5 to 64 characters; a file of the same name is replaced. The path has the singular. */
export const uploadJdbcDriver = operation({
  id: 'upload-jdbc-driver',
  api: 'v5',
  method: 'POST',
  path: '/v5/{project_id}/jdbc-driver',
  title: { en: 'Upload a JDBC driver', 'zh-CN': '上传驱动文件' },
  effects: [effects.driverReplaced],
  section: '7.6.10',
  success: 200,
  upload: { file: 'file', endings: ['.jar'] },
  request: noBody,
  response: noContent,
})

export const deleteJdbcDrivers = operation({
  id: 'delete-jdbc-drivers',
  api: 'v5',
  method: 'DELETE',
  path: '/v5/{project_id}/jdbc-drivers',
  title: { en: 'Delete JDBC drivers', 'zh-CN': '删除驱动文件' },
  effects: [effects.driverRemoved],
  section: '7.6.11',
  success: 200,
  batch: { list: 'driver_names', limit: 20 },
  request: z.strictObject({
    driver_names: z
      .array(driverName)
      .min(1)
      .max(20)
      .meta({
        ...means('Driver files', '驱动文件列表'),
        foundIn: { operations: ['list-jdbc-drivers'], as: 'driver_name' },
      }),
  }),
  response: noContent,
})

export const syncJdbcDriver = operation({
  id: 'sync-jdbc-driver',
  api: 'v5',
  method: 'PUT',
  path: '/v5/{project_id}/jobs/{job_id}/update-jdbc-driver',
  title: { en: 'Give a JDBC driver to a task', 'zh-CN': '同步驱动文件' },
  effects: [effects.driverSet],
  section: '7.6.12',
  success: 200,
  params: jobParams,
  request: z.strictObject({
    driver_name: driverName.meta({
      ...means('Driver file', '驱动文件'),
      foundIn: { operations: ['list-jdbc-drivers'], as: 'driver_name' },
    }),
  }),
  response: noContent,
})

export const listJdbcDrivers = operation({
  id: 'list-jdbc-drivers',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/jdbc-drivers',
  title: { en: 'Query JDBC drivers', 'zh-CN': '查询驱动文件列表' },
  risk: 'read',
  section: '7.6.13',
  success: 200,
  paging: { style: 'offset', max: largestPage },
  query: z.strictObject(limitedPage),
  request: noBody,
  response: z.looseObject({
    count: numeric('Number of driver files on all pages', '各页驱动文件总数'),
    items: list(
      {
        driver_name: text('File name', '文件名'),
        last_modified: text('Time of the last change', '最近修改时间'),
        size: numeric('Size, bytes', '大小，单位字节'),
      },
      'Driver files',
      '驱动文件列表',
    ),
  }),
})
