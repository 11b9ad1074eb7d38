import type { TaskLink } from '../../domain/tasks/task-service.ts'
import { requestEngine } from '../../drs/engines.ts'
import { listLinks } from '../../drs/v5/index.ts'
import { pagesOf } from '../paging.ts'
import { rowsOf, textOf, textsOf, withoutUndefined } from '../values.ts'
import type { V5Deps } from './deps.ts'

/** The links of a scenario, of all pages (7.1.1). */
export async function readLinks(
  { client, language }: V5Deps,
  job_type: string,
): Promise<readonly TaskLink[]> {
  const links: TaskLink[] = []
  for await (const answer of pagesOf(client, listLinks, { language, query: { job_type } }))
    for (const row of rowsOf(answer.job_links)) {
      const engine = textOf(row.engine_type)
      if (engine === undefined) continue
      const [direction, network] = [textOf(row.job_direction), textOf(row.net_type)]
      links.push(
        withoutUndefined({
          engine: requestEngine(engine),
          direction,
          network,
          modes: textsOf(row.task_types),
        }),
      )
    }
  return links
}
