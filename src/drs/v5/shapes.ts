import * as z from 'zod'
import { flag, list, numeric, text, texts } from '../fields.ts'

/** Answers that several v5 operations share. */

export const refusedItem = { error_code: text('Error code'), error_msg: text('Error message') }

/** Answer of a change to one task. */
export const jobResult = {
  id: text('Task ID'),
  name: text('Task name'),
  status: text('Result: success or failed, in any capitals'),
  ...refusedItem,
}

/** Answer of a batch call. The HTTP status says nothing about the single tasks. */
export const jobResults = z.looseObject({ jobs: list(jobResult, 'One result per task') })

/** Answer of a call that starts an asynchronous query, and of those that only report its state. */
export const asyncQuery = z.looseObject({
  id: text('ID to ask for the result with'),
  status: text('pending, failed or success'),
  job_id: text('Task ID'),
})

/** What a task allows now. These are commands, not names of actions (7.2.2, 7.6.6). */
export const jobActions = {
  available_actions: texts('Commands that the task allows, for example PRE_CHECK'),
  unavailable_actions: texts('Commands that the task does not allow'),
  current_action: text('Command that is being carried out'),
}

/** Progress of parsing an uploaded object template (7.4.7, 7.4.8). */
export const templateProgress = z.looseObject({
  send_success: flag('The upload is complete'),
  process_status: text('State of parsing, for example success'),
  parsed_success_number: numeric('Rows that were parsed'),
})
