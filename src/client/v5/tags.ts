import type { Task } from '../../domain/tasks/task.ts'
import type { KnownTag } from '../../domain/tasks/task-tags.ts'
import { listJobTags, listProjectJobTags } from '../../drs/v5/index.ts'
import { readTags } from '../tags.ts'
import { rowsOf, textOf, textsOf } from '../values.ts'
import type { V5Deps } from './deps.ts'

/** Tags of one task (7.11.3), and of all tasks of a kind (7.11.2). */

export async function readTagsV5(
  { client, language }: V5Deps,
  { id: job_id, scenario: resource_type }: Pick<Task, 'id' | 'scenario'>,
): Promise<readonly string[]> {
  const { tags } = await client.call(listJobTags, { language, params: { job_id, resource_type } })
  return readTags(tags) ?? []
}

export async function readKnownTags(
  { client, language }: V5Deps,
  resource_type: string,
): Promise<readonly KnownTag[]> {
  const { tags } = await client.call(listProjectJobTags, { language, params: { resource_type } })
  return rowsOf(tags).flatMap((row) => {
    const key = textOf(row.key)
    return key === undefined ? [] : [{ key, values: textsOf(row.values) }]
  })
}
