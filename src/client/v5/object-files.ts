import type { ObjectFileSupport, ObjectImport, ObjectMapping } from '../../domain/objects/object-files.ts'
import { listObjectMappings, objectSupport, objectTemplateProgress } from '../../drs/v5/index.ts'
import { unfinished } from '../own-errors.ts'
import { pagesOf } from '../paging.ts'
import { flagOf, numberOf, rowsOf, textOf, textsOf, withoutUndefined } from '../values.ts'
import { awaitResult, type V5Deps } from './deps.ts'

export async function readObjectSupport(
  { client, language }: V5Deps,
  job_id: string,
): Promise<ObjectFileSupport> {
  const answer = await client.call(objectSupport, { language, params: { job_id } })
  const level = (['table', 'database'] as const).find(
    (one) => one === textOf(answer.import_level)?.toLowerCase(),
  )
  return withoutUndefined({
    engines: textsOf(answer.support_object_import_engine),
    megabytes: numberOf(answer.file_size),
    level,
    byFile: textOf(answer.previous_select) === 'srcImportObject',
  })
}

/** How the reading of an uploaded file ends (7.4.8). Of its states only `success` is documented. */
export async function readObjectImport(
  { client, language, waiting }: V5Deps,
  job_id: string,
): Promise<ObjectImport> {
  const ended = await awaitResult(waiting, async () => {
    const answer = await client.call(objectTemplateProgress, { language, params: { job_id } })
    const status = textOf(answer.process_status) ?? ''
    const ok = /^success/i.test(status)
    if (!ok && !/fail|error/i.test(status)) return undefined
    return withoutUndefined({ ok, rows: numberOf(answer.parsed_success_number) })
  })
  if (ended === undefined) throw unfinished(objectTemplateProgress.id)
  return ended
}

/** The tables of the task under the names that they have at both ends, of all pages (7.4.11). */
export async function readMappings(
  { client, language }: V5Deps,
  job_id: string,
): Promise<readonly ObjectMapping[]> {
  const found: ObjectMapping[] = []
  for await (const answer of pagesOf(client, listObjectMappings, { language, params: { job_id }, body: {} }))
    for (const row of rowsOf(answer.object_mapping_list)) {
      const source = namesOf(row.source_db_name, row.source_schema_name, row.source_table_name)
      const destination = namesOf(row.target_db_name, row.target_schema_name, row.target_table_name)
      if (source.length === 0) continue
      found.push({ source, destination, columns: flagOf(row.has_column_info) === true })
    }
  return found
}

function namesOf(...parts: readonly unknown[]): readonly string[] {
  return parts.flatMap((part) => textOf(part) ?? [])
}
