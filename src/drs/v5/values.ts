import * as z from 'zod'
import { scenarios } from '../engines.ts'
import { means, queryNumber } from '../fields.ts'
import type { ResultCall } from '../operation.ts'
import { rule } from '../rule-words.ts'
import { taskId } from '../values.ts'

/** Values and small pieces that many v5 requests share. */

/**
 * The enumerations of chapter 7 hold three engine types and five database types, yet its constraints and A.8 name many
 * more, and the list of links (7.1.1) tells what a region really offers. So these three are open.
 */
export const engineType = z.string().min(1)
export const databaseType = z.string().min(1)
export const endpointName = z.string().min(1)

export const nodeType = z.enum(['micro', 'small', 'medium', 'high'])

/** Where a database stands: self-built, self-built on ECS, or a cloud instance. */
export const endpointType = z.enum(['offline', 'ecs', 'cloud'])

/** Kinds of resources that may carry tags (7.11). */
const resourceType = z
  .enum([...scenarios.map((row) => row.value), 'subscription', 'backupMigration', 'replay'])
  .meta(means('Scenario of the task', '任务的场景'))

export const resourceParams = z.strictObject({ resource_type: resourceType })
export const taggedJobParams = resourceParams.extend({ job_id: taskId })
export const taggedResourceParams = resourceParams.extend({ resource_id: taskId })

/** 7.2.6 and 7.6.8 want a letter first; 7.2.1 does not. */
export const newTaskName = z
  .string()
  .min(4)
  .max(50)
  .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, rule('letters, digits, - and _, a letter first'))

/** States of a comparison (7.5.1, 7.7.2). */
export const comparisonStatus = z.enum([
  'WAITING_FOR_RUNNING',
  'RUNNING',
  'SUCCESSFUL',
  'FAILED',
  'CANCELLED',
  'TIMEOUT_INTERRUPT',
  'FULL_DOING',
  'INCRE_DOING',
])

/** A point of time in UTC, for example 2023-09-19T07:00:00Z. */
export const utcTime = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, rule('yyyy-MM-ddTHH:mm:ssZ'))

/** Name of a JDBC driver file (7.6.10). */
export const driverName = z
  .string()
  .min(5)
  .max(64)
  .regex(/\.jar$/, rule('ends in .jar'))

/** Which objects are looked up (7.4): those of the source, those selected, those handed over to the task. */
export const objectSource = z.enum(['source', 'modified', 'synchronized'])

/** Level of an object template (7.4.6, 7.4.7). */
export const templateLevel = z
  .enum(['database', 'table'])
  .optional()
  .meta(means('Level of the objects in the template, default table', '模板中对象的级别，默认为表级'))

// --- queries -----------------------------------------------------------------------------------------------------

/** The call that is told the ID that this one answers. */
export function resultById(operation: string): ResultCall {
  return { operation, from: { 'query.query_id': 'answer.id' } }
}

/** The result of an asynchronous call is asked for with the ID that the call answered. */
export const queryIdOnly = z.strictObject({
  query_id: z.string().min(1).meta(means('ID that the asynchronous call answered', '异步调用返回的 ID')),
})

/** Most lists of v5 document no largest page; this is well inside what the others take. */
export const undocumentedPage = 100
export const largestPage = 1000

export const offsetPage = {
  offset: queryNumber(0).optional().meta(means('Items to be skipped', '偏移量，即跳过的条数')),
  limit: queryNumber(1).optional().meta(means('Items per page', '每页条数')),
}

/** As `offsetPage`, where the page is limited. */
export const limitedPage = {
  offset: queryNumber(0)
    .optional()
    .meta(means('Items to be skipped, default 0', '偏移量，即跳过的条数，默认为 0')),
  limit: queryNumber(1, largestPage)
    .optional()
    .meta(means('Items per page, 1 to 1000', '每页条数，1 至 1000')),
}

export const sortDirection = z.enum(['asc', 'desc'])
