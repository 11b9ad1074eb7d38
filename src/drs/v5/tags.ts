import * as z from 'zod'
import type { Text } from '../../base/i18n.ts'
import { effects } from '../effects.ts'
import { list, means, noBody, noContent, numeric, text, texts } from '../fields.ts'
import { operation } from '../operation.ts'
import { rule } from '../rule-words.ts'
import { answeredList } from './answered.ts'
import { largestPage, limitedPage, resourceParams, taggedJobParams, taggedResourceParams } from './values.ts'

/** Tags (7.11): two families of calls over the same tags, one below `jobs`, one below any resource. */

const mostTags = 20

/** Letters of any language, digits, space and `_:=+@`. */
const tagText = /^[\p{L}\p{N} _:=+@]*$/u

const tag = z.strictObject({
  key: z
    .string()
    .min(1)
    .max(128)
    .regex(tagText, rule('letters, digits, spaces and _ : = + @'))
    .regex(/^(?! )(?!_sys_).*(?<! )$/u, rule('no space at either end, and not beginning with _sys_'))
    .meta(means('Tag key', '标签键')),
  value: z
    .string()
    .max(255)
    .regex(tagText, rule('letters, digits, spaces and _ : = + @'))
    .optional()
    .meta(means('Tag value; not needed to delete', '标签值；删除时可不填')),
})

const tags = z.array(tag).max(mostTags).meta(means('Tags', '标签'))
const tagsAnswer = answeredList(tag, 'Tags', '标签')
const tagValuesAnswer = list(
  { key: text('Tag key', '标签键'), values: texts('Tag values', '标签值列表') },
  'Tags',
  '标签',
)

export const jobTagsAction = operation({
  id: 'job-tags-action',
  api: 'v5',
  method: 'POST',
  path: '/v5/{project_id}/jobs/{resource_type}/{job_id}/tags/action',
  title: { en: 'Add or delete task tags', 'zh-CN': '批量添加或删除任务标签' },
  effects: [effects.tagged],
  section: '7.11.1',
  success: 204,
  batch: { list: 'tags', limit: mostTags },
  params: taggedJobParams,
  request: z.strictObject({
    action: z.enum(['create', 'delete']).meta(means('Add or delete', '添加或删除')),
    tags,
  }),
  response: noContent,
})

function tagsAction<Name extends string>(action: Name, title: Text) {
  const { id, api, method, path, section, success } = jobTagsAction
  return operation({
    id: `${id}-${action}`,
    actionOf: id,
    api,
    method,
    path,
    title,
    effects: [effects.tagged],
    section,
    success,
    batch: { list: 'tags', limit: mostTags },
    params: taggedJobParams,
    request: z.strictObject({
      action: z.literal(action).default(action).meta(means('Action', '操作')),
      tags,
    }),
    response: noContent,
  })
}

export const jobTagsActionCreate = tagsAction('create', { en: 'Add task tags', 'zh-CN': '批量添加任务标签' })
export const jobTagsActionDelete = tagsAction('delete', {
  en: 'Delete task tags',
  'zh-CN': '批量删除任务标签',
})

export const listProjectJobTags = operation({
  id: 'list-project-job-tags',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/jobs/{resource_type}/tags',
  title: { en: 'Query the task tags of a project', 'zh-CN': '查询项目任务标签' },
  risk: 'read',
  section: '7.11.2',
  success: 200,
  params: resourceParams,
  request: noBody,
  response: z.looseObject({ tags: tagValuesAnswer }),
})

export const listJobTags = operation({
  id: 'list-job-tags',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/jobs/{resource_type}/{job_id}/tags',
  title: { en: 'Query task tags', 'zh-CN': '查询任务标签' },
  risk: 'read',
  section: '7.11.3',
  success: 200,
  params: taggedJobParams,
  request: noBody,
  response: z.looseObject({ tags: tagsAnswer }),
})

/** The limit of 20 tags is stated for job-tags-action, which does the same. */
export const createResourceTags = operation({
  id: 'create-resource-tags',
  api: 'v5',
  method: 'POST',
  path: '/v5/{project_id}/{resource_type}/{resource_id}/tags/create',
  title: { en: 'Add resource tags', 'zh-CN': '批量添加资源标签' },
  effects: [effects.tagged],
  section: '7.11.4',
  success: 204,
  batch: { list: 'tags', limit: mostTags },
  params: taggedResourceParams,
  request: z.strictObject({ tags }),
  response: noContent,
})

export const deleteResourceTags = operation({
  id: 'delete-resource-tags',
  api: 'v5',
  method: 'POST',
  path: '/v5/{project_id}/{resource_type}/{resource_id}/tags/delete',
  title: { en: 'Delete resource tags', 'zh-CN': '批量删除资源标签' },
  effects: [effects.tagged],
  section: '7.11.5',
  success: 204,
  batch: { list: 'tags', limit: mostTags },
  params: taggedResourceParams,
  request: z.strictObject({ tags }),
  response: noContent,
})

/** What to look for by tags. */
const search = z.strictObject({
  without_any_tag: z
    .boolean()
    .optional()
    .meta(means('Resources without tags; tags then count for nothing', '未打标签的资源；此时不再按标签过滤')),
  tags: z
    .array(
      z.strictObject({
        key: z.string().meta(means('Tag key', '标签键')),
        values: z.array(z.string()).max(mostTags).meta(means('Tag values, at most 20', '标签值，最多 20 个')),
      }),
    )
    .max(mostTags)
    .optional()
    .meta(means('Tags, at most 20 keys', '标签，最多 20 个键')),
  matches: z
    .array(
      z.strictObject({
        key: z.string().meta(means('Field, for example resource_name', '字段，例如 resource_name')),
        value: z.string().meta(means('Value', '值')),
      }),
    )
    .optional()
    .meta(means('Further conditions', '其他条件')),
})

export const filterResourceInstances = operation({
  id: 'filter-resource-instances',
  api: 'v5',
  method: 'POST',
  path: '/v5/{project_id}/{resource_type}/resource-instances/filter',
  title: { en: 'Query resources by tags', 'zh-CN': '按标签查询资源实例' },
  risk: 'read',
  section: '7.11.6',
  success: 200,
  paging: { style: 'offset', max: largestPage },
  params: resourceParams,
  query: z.strictObject(limitedPage),
  request: search,
  response: z.looseObject({
    total_count: numeric('Number of resources on all pages', '各页资源总数'),
    resources: list(
      {
        resource_id: text('Task ID', '任务 ID'),
        resource_detail: text('Details', '详情'),
        resource_name: text('Task name', '任务名称'),
        tags: tagsAnswer,
      },
      'Resources',
      '资源列表',
    ),
  }),
})

export const countResourceInstances = operation({
  id: 'count-resource-instances',
  api: 'v5',
  method: 'POST',
  path: '/v5/{project_id}/{resource_type}/resource-instances/count',
  title: { en: 'Count resources by tags', 'zh-CN': '按标签统计资源实例' },
  risk: 'read',
  section: '7.11.7',
  success: 200,
  params: resourceParams,
  request: search,
  response: z.looseObject({ total_count: numeric('Number of resources', '资源数') }),
})

/** The URL of the example is that of list-job-tags. */
export const listResourceTags = operation({
  id: 'list-resource-tags',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/{resource_type}/{resource_id}/tags',
  title: { en: 'Query resource tags', 'zh-CN': '查询资源标签' },
  risk: 'read',
  section: '7.11.8',
  success: 200,
  params: taggedResourceParams,
  request: noBody,
  response: z.looseObject({ tags: tagsAnswer }),
})

export const listProjectResourceTags = operation({
  id: 'list-project-resource-tags',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/{resource_type}/tags',
  title: { en: 'Query the resource tags of a project', 'zh-CN': '查询项目资源标签' },
  risk: 'read',
  section: '7.11.9',
  success: 200,
  params: resourceParams,
  request: noBody,
  response: z.looseObject({ tags: tagValuesAnswer }),
})
