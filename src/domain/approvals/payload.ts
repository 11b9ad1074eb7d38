import { createHash } from 'node:crypto'
import type { DatabaseEndpoint, Task } from '../tasks/task.ts'
import type { CallPayload, ObservedState, PayloadTask, RequestDraft } from './request.ts'

/**
 * What people approve, as one text: connection, reason, verb, and for each task its name, direction, observed status,
 * lag, RPO, RTO and latest comparison. Two drafts have the same text exactly if they ask for the same.
 */
export function canonicalPayload({ connection, reason, payload }: RequestDraft): string {
  return canonicalJson({ connection, reason, wanted: payload })
}

/** Every vote carries it; a changed request has another one. */
export function payloadHash(draft: RequestDraft, digest: (text: string) => string): string {
  return digest(canonicalPayload(draft))
}

/** JSON with the keys of every object in order and without absent ones, so that equal values give equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (isPlain(part) ? ordered(part) : part)) ?? 'null'
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Without a prototype a key named `__proto__` is a key like any other; numbers as keys always come first. */
function ordered(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const result: Record<string, unknown> = Object.create(null)
  for (const key of Object.keys(value).sort()) result[key] = value[key]
  return result
}

/** What a request holds of the file in Slack with that id. */
export function payloadFile(
  id: string,
  { name, bytes }: { readonly name: string; readonly bytes: Uint8Array },
): NonNullable<CallPayload['file']> {
  return { id, name, sha256: createHash('sha256').update(bytes).digest('hex') }
}

/** The task as it stands, for a request or an execution. */
export function payloadTask(task: Task, more: Partial<ObservedState> = {}): PayloadTask {
  const { id, name, scenario, status, direction, tags } = task
  const source = task.source && databaseEnd(task.source)
  const destination = task.destination && databaseEnd(task.destination)
  return {
    ...{ id, name, scenario },
    ...(tags && { tags }),
    ...(source && { source }),
    ...(destination && { destination }),
    observed: { ...more, status, direction },
  }
}

type DatabaseEnd = NonNullable<PayloadTask['source']>

function databaseEnd({ ip, port, instanceName, instanceId }: DatabaseEndpoint): DatabaseEnd {
  return {
    ...(ip !== undefined && { ip }),
    ...(port !== undefined && { port }),
    ...(instanceName !== undefined && { instanceName }),
    ...(instanceId !== undefined && { instanceId }),
  }
}
