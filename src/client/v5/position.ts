import { collectDbPosition, dbPositionResult } from '../../drs/v5/index.ts'
import { malformed } from '../errors.ts'
import { unfinished } from '../own-errors.ts'
import { textOf } from '../values.ts'
import { awaitResult, type V5Deps } from './deps.ts'

/** Where the source's log stood at a moment: asked for, and asked after until DRS has found it (7.6.2, 7.6.7). */
export async function readLogPosition(on: V5Deps, id: string, at: number): Promise<string> {
  const { client, language, waiting } = on
  const params = { job_id: id }
  const reset_position_time = new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
  const asked = await client.call(collectDbPosition, { language, params, body: { reset_position_time } })
  const query_id = textOf(asked.id)
  if (query_id === undefined) throw malformed(collectDbPosition.id, 'The answer has no id to ask with.')
  const found = await awaitResult(waiting, async () => {
    const answer = await client.call(dbPositionResult, { language, params, query: { query_id } })
    const status = textOf(answer.status)?.toLowerCase()
    return status === 'success' || status === 'failed' ? answer : undefined
  })
  if (found === undefined) throw unfinished(dbPositionResult.id)
  const position = textOf(found.position)
  if (position === undefined) throw malformed(dbPositionResult.id, 'DRS has found no position at that time.')
  return position
}
