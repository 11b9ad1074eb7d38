import type { LogDelivery } from '../../domain/tasks/task-settings.ts'
import { getLtsConfig } from '../../drs/index.ts'
import { isNotPublished } from '../api-version-cache.ts'
import type { DrsLanguage } from '../call.ts'
import type { Client } from '../client.ts'
import { asRecord, flagOf, textOf, withoutUndefined } from '../values.ts'

/** Where the logs of a task go (6.1.24). Only one edition of the reference has the call, so that a region may lack it. */
export async function readLogDelivery(
  client: Client,
  language: DrsLanguage,
  job_id: string,
): Promise<LogDelivery | undefined> {
  try {
    const { job } = await client.call(getLtsConfig, { language, params: { job_id } })
    const { lts_enabled, log_group_id, log_stream_id } = asRecord(job)
    return {
      on: flagOf(lts_enabled) ?? false,
      ...withoutUndefined({ group: textOf(log_group_id), stream: textOf(log_stream_id) }),
    }
  } catch (error) {
    if (isNotPublished(error)) return undefined
    throw error
  }
}
