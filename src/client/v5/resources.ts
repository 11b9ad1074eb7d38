import type { EnterpriseProject, MeteredProduct, TaggedTasks } from '../../domain/tasks/resources.ts'
import type { TagPair } from '../../domain/tasks/task-tags.ts'
import {
  countResourceInstances,
  filterResourceInstances,
  jobMetering,
  listEnterpriseProjects,
} from '../../drs/v5/index.ts'
import { pagesOf } from '../paging.ts'
import { readTags } from '../tags.ts'
import { numberOf, rowsOf, textOf, withoutUndefined } from '../values.ts'
import type { V5Deps } from './deps.ts'

/** What a project holds beside its tasks, and what is said of these as resources of the cloud. */

/** So many pages of a thousand. */
const mostPages = 2

export async function readEnterpriseProjects({
  client,
  language,
}: V5Deps): Promise<readonly EnterpriseProject[]> {
  const found: EnterpriseProject[] = []
  for await (const answer of pagesOf(client, listEnterpriseProjects, { language }, mostPages))
    for (const row of rowsOf(answer.enterprise_project_list)) {
      const id = textOf(row.id)
      if (id !== undefined) found.push({ id, name: textOf(row.name) ?? id })
    }
  return found
}

export async function readMetering(
  { client, language }: V5Deps,
  job_id: string,
): Promise<readonly MeteredProduct[]> {
  const answer = await client.call(jobMetering, { language, params: { job_id } })
  return rowsOf(answer.product_info_list).flatMap((row) => {
    const resource = textOf(row.resource_type)
    if (resource === undefined) return []
    const [size, amount] = [textOf(row.resource_spec_code), numberOf(row.resource_size)]
    return [withoutUndefined({ resource, size, amount })]
  })
}

/** How many are shown of those that were counted. */
const shownTasks = '20'

/** Tasks of a scenario with all of these tags; a tag without value is any value. Without tags: those that have none. */
export async function findTagged(
  { client, language }: V5Deps,
  resource_type: string,
  tags: readonly TagPair[],
): Promise<TaggedTasks> {
  const wanted = tags.map(({ key, value }) => ({ key, values: value ? [value] : [] }))
  const body = tags.length === 0 ? { without_any_tag: true } : { tags: wanted }
  const params = { resource_type }
  const counted = await client.call(countResourceInstances, { language, params, body })
  const count = numberOf(counted.total_count) ?? 0
  if (count === 0) return { count, tasks: [] }
  const query = { offset: '0', limit: shownTasks }
  const answer = await client.call(filterResourceInstances, { language, params, body, query })
  const tasks = rowsOf(answer.resources).flatMap((row) => {
    const id = textOf(row.resource_id)
    if (id === undefined) return []
    return [{ id, name: textOf(row.resource_name) ?? id, tags: readTags(row.tags) ?? [] }]
  })
  return { count, tasks }
}
