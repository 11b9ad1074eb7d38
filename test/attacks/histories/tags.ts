import { operationById } from '../../../src/drs/index.ts'
import type { OperationInput } from '../../../src/drs/operation.ts'
import { pair } from '../../helpers/approvals.ts'

/** Calls that change the tags of the pair, through both generations, and what DRS makes of them. */
export type Tags = readonly string[]

/** What the pair may have, also from the console. */
export const possibleTags: readonly Tags[] = [
  [],
  ['env=lab'],
  ['owner=ann'],
  ['env=prod'],
  ['Env = PROD', 'owner=ann'],
]

/** All ways in which the tag is written here that the strict rule is about. */
const strictTags = new Set(['env=prod', 'Env = PROD'])

export function isStrict(tags: Tags): boolean {
  return tags.some((tag) => strictTags.has(tag))
}

export interface TagCall {
  readonly operation: string
  readonly input: OperationInput
  /** What the pair has afterwards. */
  readonly after: (before: Tags) => Tags
}

const resource = { resource_id: pair.id, resource_type: 'sync' }
const job = { job_id: pair.id, resource_type: 'sync' }

/** With a value as DRS takes it. */
function written(tags: Tags) {
  return tags.map((tag) => {
    const [key = '', value = ''] = tag.split('=')
    return { key: key.trim(), value: value.trim() }
  })
}

function keyOf(tag: string): string {
  return tag.split('=')[0] ?? ''
}

const without = (before: Tags, tags: Tags) =>
  before.filter((one) => !tags.some((tag) => keyOf(tag) === keyOf(one)))
const created = (tags: Tags) => (before: Tags) => [...without(before, tags), ...tags]
const deleted = (tags: Tags) => (before: Tags) => without(before, tags)
const replaced = (tags: Tags) => () => tags

/** Created, overwritten and deleted: by v3 with the task (6.1.4), by v5 with the task (7.2.3) and on their own (7.11). */
export const tagCalls: readonly ((tags: Tags) => TagCall)[] = [
  (tags) => ({
    operation: 'batch-modify-jobs',
    input: { body: { jobs: [{ job_id: pair.id, tags: written(tags) }] } },
    after: replaced(tags),
  }),
  (tags) => ({
    operation: 'update-job',
    input: {
      params: { job_id: pair.id },
      body: { job: { type: 'description', params: { base_info: { tags: written(tags) } } } },
    },
    after: replaced(tags),
  }),
  ...(['create', 'delete'] as const).flatMap((action) => {
    const after = action === 'create' ? created : deleted
    return [
      (tags: Tags) => ({
        operation: 'job-tags-action',
        input: { params: job, body: { action, tags: written(tags) } },
        after: after(tags),
      }),
      (tags: Tags) => ({
        operation: `${action}-resource-tags`,
        input: { params: resource, body: { tags: written(tags) } },
        after: after(tags),
      }),
    ]
  }),
]

for (const make of tagCalls) {
  const { operation } = make([])
  if (!operationById(operation)) throw new Error(`DRS has no operation ${operation}`)
}
