import type * as z from 'zod'
import {
  countResourceInstances,
  createResourceTags,
  deleteResourceTags,
  filterResourceInstances,
  jobTagsAction,
  listJobTags,
  listProjectJobTags,
  listProjectResourceTags,
  listResourceTags,
} from '../../drs/v5/index.ts'
import { type Call, type Handler, handler, isRefusal, lookUp, slice } from '../handler.ts'
import { RefusedCall } from '../refusal.ts'
import type { LocalTask } from '../task.ts'

type Wishes = z.output<typeof createResourceTags.request>['tags']
type Search = z.output<typeof countResourceInstances.request>

const mostTags = 20
/** Table A-4: "The tag key must be unique", "The number of tags exceeds the limit". */
const keyTwice = 'DRS.M00269'
const tooMany = 'DRS.M00271'
/** "%s is an EPS system tag and cannot be added manually" (table A-5). */
const systemTag = 'DRS.10010016'

/** The task of the path, which has to be of the kind that the path names. */
function taggedTask(call: Call): LocalTask {
  const found = lookUp(call, call.params.job_id ?? call.params.resource_id ?? '')
  if (isRefusal(found) || found.scenario !== call.params.resource_type) {
    throw new RefusedCall('DRS.10000010')
  }
  return found
}

/** Tags of the system have a code of their own, which is told before their form is. */
function refusingSystemTags(inner: Handler): Handler {
  return {
    operation: inner.operation,
    answer(body, call) {
      const key = keysIn(body).find((name) => name.startsWith('_sys_'))
      if (key !== undefined) throw new RefusedCall(systemTag, key)
      return inner.answer(body, call)
    },
  }
}

function keysIn(body: unknown): readonly string[] {
  const tags: unknown = typeof body === 'object' && body !== null && 'tags' in body ? body.tags : []
  if (!Array.isArray(tags)) return []
  return tags.flatMap((tag: unknown) =>
    typeof tag === 'object' && tag !== null && 'key' in tag && typeof tag.key === 'string' ? [tag.key] : [],
  )
}

/** A key that is there already gets the new value. */
function addTags(call: Call, wishes: Wishes): void {
  const task = taggedTask(call)
  const keys = wishes.map(({ key }) => key)
  if (new Set(keys).size < keys.length) throw new RefusedCall(keyTwice)
  const kept = task.tags.filter(({ key }) => !keys.includes(key))
  const tags = [...kept, ...wishes.map(({ key, value = '' }) => ({ key, value }))]
  if (tags.length > mostTags) throw new RefusedCall(tooMany)
  call.world.putTask({ ...task, tags })
}

/** Without a value every tag of the key goes, with one only that very tag. */
function removeTags(call: Call, wishes: Wishes): void {
  const task = taggedTask(call)
  const goes = (tag: { readonly key: string; readonly value: string }) =>
    wishes.some(({ key, value }) => key === tag.key && (value === undefined || value === tag.value))
  call.world.putTask({ ...task, tags: task.tags.filter((tag) => !goes(tag)) })
}

/** 7.11.1. */
export const changeJobTags = refusingSystemTags(
  handler(jobTagsAction, ({ action, tags }, call) => {
    if (action === 'create') addTags(call, tags)
    else removeTags(call, tags)
    return undefined
  }),
)

/** 7.11.4. */
export const createTags = refusingSystemTags(
  handler(createResourceTags, ({ tags }, call) => {
    addTags(call, tags)
    return undefined
  }),
)

/** 7.11.5. */
export const deleteTags = handler(deleteResourceTags, ({ tags }, call) => {
  removeTags(call, tags)
  return undefined
})

/** 7.11.3 and 7.11.8. */
export const jobTags = handler(listJobTags, (_none, call) => ({ tags: tagsOf(taggedTask(call)) }))
export const resourceTags = handler(listResourceTags, (_none, call) => ({ tags: tagsOf(taggedTask(call)) }))

function tagsOf({ tags }: LocalTask) {
  return tags.map(({ key, value }) => ({ key, value }))
}

/** 7.11.2 and 7.11.9. */
export const projectJobTags = handler(listProjectJobTags, (_none, call) => ({ tags: valuesByKey(call) }))
export const projectResourceTags = handler(listProjectResourceTags, (_none, call) => ({
  tags: valuesByKey(call),
}))

function resources({ world, params }: Call): readonly LocalTask[] {
  return world.tasks().filter(({ scenario }) => scenario === params.resource_type)
}

function valuesByKey(call: Call) {
  const all = resources(call).flatMap(({ tags }) => tags)
  return [...new Set(all.map(({ key }) => key))].map((key) => {
    const values = all.filter((tag) => tag.key === key).map(({ value }) => value)
    return { key, values: [...new Set(values)] }
  })
}

/** 7.11.6. */
export const filterResources = handler(filterResourceInstances, (search, call) => {
  const found = searched(call, search)
  return {
    total_count: found.length,
    resources: slice(found, call).map((task) => ({
      resource_id: task.id,
      resource_detail: '',
      resource_name: task.name,
      tags: tagsOf(task),
    })),
  }
})

/** 7.11.7. */
export const countResources = handler(countResourceInstances, (search, call) => ({
  total_count: searched(call, search).length,
}))

/** Every key has to be there with one of its values; no values stand for any. */
function searched(call: Call, { without_any_tag, tags = [], matches = [] }: Search): readonly LocalTask[] {
  const odd = matches.find(({ key }) => key !== 'resource_name')
  if (odd) throw new RefusedCall('DRS.10020002', `matches.${odd.key}`)
  return resources(call)
    .filter((task) => matches.every(({ value }) => task.name.includes(value)))
    .filter((task) =>
      without_any_tag ? task.tags.length === 0 : tags.every((wanted) => hasTag(task, wanted)),
    )
}

function hasTag(
  task: LocalTask,
  wanted: { readonly key: string; readonly values: readonly string[] },
): boolean {
  return task.tags.some(
    ({ key, value }) => key === wanted.key && (wanted.values.length === 0 || wanted.values.includes(value)),
  )
}
