import * as z from 'zod'
import { flag, list, numeric, text, texts } from '../fields.ts'

/** Answers that several v5 operations share. */

export const refusedItem = {
  error_code: text('Error code', '错误码'),
  error_msg: text('Error message', '错误信息'),
}

/** Answer of a change to one task. */
export const jobResult = {
  id: text('Task ID', '任务 ID'),
  name: text('Task name', '任务名称'),
  status: text('Result: success or failed, in any capitals', '结果：success 或 failed，大小写不定'),
  ...refusedItem,
}

/** Answer of a batch call. The HTTP status says nothing about the single tasks. */
export const jobResults = z.looseObject({ jobs: list(jobResult, 'One result per task', '每个任务一条结果') })

/** Answer of a call that starts an asynchronous query, and of those that only report its state. */
export const asyncQuery = z.looseObject({
  id: text('ID to ask for the result with', '用于查询结果的 ID'),
  status: text('pending, failed or success', 'pending、failed 或 success'),
  job_id: text('Task ID', '任务 ID'),
})

/** What a task allows now. These are commands, not names of actions (7.2.2, 7.6.6). */
export const jobActions = {
  available_actions: texts(
    'Commands that the task allows, for example PRE_CHECK',
    '任务允许的命令，例如 PRE_CHECK',
  ),
  unavailable_actions: texts('Commands that the task does not allow', '任务不允许的命令'),
  current_action: text('Command that is being carried out', '正在执行的命令'),
}

/** Progress of parsing an uploaded object template (7.4.7, 7.4.8). */
export const templateProgress = z.looseObject({
  send_success: flag('The upload is complete', '上传完成'),
  process_status: text('State of parsing, for example success', '解析状态，例如 success'),
  parsed_success_number: numeric('Rows that were parsed', '已解析的行数'),
})
