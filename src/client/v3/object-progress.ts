import {
  type FullProgress,
  type KindProgress,
  type ObjectProgress,
  readRemaining,
} from '../../domain/tasks/object-progress.ts'
import type { Task } from '../../domain/tasks/task.ts'
import type { LookupResult } from '../../domain/tasks/task-service.ts'
import { type batchJobProgress, batchStructDetail, batchStructProcess } from '../../drs/index.ts'
import type { ResponseOf } from '../../drs/operation.ts'
import type { DrsLanguage } from '../call.ts'
import type { Client } from '../client.ts'
import { itemError } from '../errors.ts'
import { collected, kindCountsOf, objectPages, partsRemainingOf } from '../object-progress.ts'
import { pagesOf } from '../paging.ts'
import { type Rows, rowsOf, textOf, withoutUndefined } from '../values.ts'
import { type BatchQuery, findAll, unknownTask } from './find.ts'
import { progressQuery } from './read.ts'

type ProgressRow = Rows<ResponseOf<typeof batchJobProgress>['results']>
type StructRow = Rows<ResponseOf<typeof batchStructProcess>['results']>

const fullProgressQuery = {
  ...progressQuery,
  read: (row: ProgressRow): FullProgress | undefined => {
    const progress = progressQuery.read(row)
    return (
      progress &&
      withoutUndefined({
        progress,
        remaining: readRemaining(textOf(row.remaining_time)),
        partsRemaining: partsRemainingOf(row.progress_map),
      })
    )
  },
} satisfies BatchQuery<typeof batchJobProgress, ProgressRow, FullProgress>

export function readFullProgressV3(
  client: Client,
  language: DrsLanguage,
  ids: readonly string[],
): Promise<LookupResult<FullProgress>> {
  return findAll(client, language, fullProgressQuery, ids)
}

/** Kinds of the objects of DR tasks (6.4.3). */
const initializationQuery = {
  op: batchStructProcess,
  bodyFor: (jobs: readonly string[]) => ({ jobs }),
  rows: (answer) => rowsOf(answer.results),
  idOf: (row) => row.job_id,
  read: (row) =>
    itemError(batchStructProcess.id, row) || !row.struct_process
      ? undefined
      : kindCountsOf(row.struct_process.result),
  goneCodes: unknownTask,
} satisfies BatchQuery<typeof batchStructProcess, StructRow, readonly KindProgress[]>

export function readInitialization(
  client: Client,
  language: DrsLanguage,
  ids: readonly string[],
): Promise<LookupResult<readonly KindProgress[]>> {
  return findAll(client, language, initializationQuery, ids)
}

const detailKinds: ReadonlySet<string> = new Set(batchStructDetail.params?.shape.type.options ?? [])

/** Objects of a DR task one by one (6.4.4); no v3 call tells them of other tasks, or of other kinds. */
export async function readObjectProgressV3(
  client: Client,
  language: DrsLanguage,
  { id, scenario }: Pick<Task, 'id' | 'scenario'>,
  kind: string,
): Promise<ObjectProgress | undefined> {
  const type = batchStructDetail.params?.shape.type.safeParse(kind)
  if (scenario !== 'cloudDataGuard' || !type?.success || !detailKinds.has(kind)) return undefined
  const input = { language, params: { type: type.data }, body: { jobs: [id] } }
  const parts: { readonly rows: unknown; readonly total: unknown }[] = []
  for await (const answer of pagesOf(client, batchStructDetail, input, objectPages(batchStructDetail))) {
    const [row] = rowsOf(answer.results)
    const error = row && itemError(batchStructDetail.id, row)
    if (error) throw error
    parts.push({ rows: row?.struct_detail?.list, total: row?.struct_detail?.total_record })
  }
  return collected(parts)
}
