import { isObject, type JsonObject, objectOf, objectsOf, textOf } from './json.ts'
import type { Entity } from './types.ts'

/** What may stand in a thing of the app (Slack docs, Work Objects; the types package of Slack, EntityMetadata). */

const entityTypes = ['task', 'file', 'item', 'incident', 'content_item'].map(
  (name) => `slack#/entities/${name}`,
)

/** Fields of a task; those of the other types are not known here. */
const taskFields: readonly string[] = [
  ...[
    'description',
    'created_by',
    'date_created',
    'date_updated',
    'assignee',
    'status',
    'due_date',
    'priority',
  ],
]

const numberTypes: readonly string[] = ['integer', 'slack#/types/timestamp']
const fieldTypes: readonly string[] = [
  ...numberTypes,
  ...['string', 'array', 'boolean'],
  ...['date', 'image', 'channel_id', 'user', 'entity_ref', 'link', 'email'].map(
    (name) => `slack#/types/${name}`,
  ),
]

/** What is wrong with the things of a message; nothing when all is well. */
export function entitiesProblems(given: unknown): readonly string[] {
  if (!Array.isArray(given)) return ['entities: must be a list']
  return given.flatMap((one, i) => entityProblems(one).map((problem) => `entities/${i}/${problem}`))
}

/** What is wrong with one thing. */
export function entityProblems(given: unknown): readonly string[] {
  if (!isObject(given)) return ['must be an object']
  const { entity_type: type, url, external_ref, entity_payload } = given
  const payload = objectOf(entity_payload)
  const title = textOf(objectOf(objectOf(payload.attributes).title).text) ?? ''
  return [
    ...(entityTypes.includes(textOf(type) ?? '') ? [] : ['entity_type: unknown']),
    ...(isAddress(url) ? [] : ['url: must be an address']),
    ...(textOf(objectOf(external_ref).id) ? [] : ['external_ref/id: missing']),
    ...(title.trim() === '' ? ['entity_payload/attributes/title/text: missing'] : []),
    ...fieldsProblems(type, payload.fields),
    ...customProblems(payload.custom_fields),
    ...actionProblems(payload.actions),
  ]
}

function isAddress(value: unknown): boolean {
  const text = textOf(value) ?? ''
  return /^https?:\/\//.test(text) && URL.canParse(text)
}

function fieldsProblems(type: unknown, fields: unknown): readonly string[] {
  if (fields === undefined) return []
  return Object.entries(objectOf(fields)).flatMap(([name, field]) => {
    const where = `entity_payload/fields/${name}`
    if (type === 'slack#/entities/task' && !taskFields.includes(name)) return [`${where}: no field of a task`]
    return textOf(objectOf(field).value) === '' || !isObject(field) ? [`${where}: has no value`] : []
  })
}

function customProblems(given: unknown): readonly string[] {
  if (given === undefined) return []
  if (!Array.isArray(given)) return ['entity_payload/custom_fields: must be a list']
  const keys = objectsOf(given).map(({ key }) => key)
  return given.flatMap((one, i) => {
    const where = `entity_payload/custom_fields/${i}`
    const { key, label, type, value } = objectOf(one)
    const right = numberTypes.includes(textOf(type) ?? '') ? typeof value === 'number' : value !== ''
    return [
      ...(textOf(key) && keys.indexOf(key) === i ? [] : [`${where}/key: missing or used twice`]),
      ...(textOf(label) ? [] : [`${where}/label: missing`]),
      ...(fieldTypes.includes(textOf(type) ?? '') ? [] : [`${where}/type: unknown`]),
      ...(right ? [] : [`${where}/value: not of its type`]),
    ]
  })
}

function actionProblems(given: unknown): readonly string[] {
  const { primary_actions: primary, overflow_actions: overflow } = objectOf(given)
  const buttons = [...objectsOf(primary), ...objectsOf(overflow)]
  return buttons.flatMap(({ text, action_id: id }, i) =>
    textOf(text) && textOf(id) ? [] : [`entity_payload/actions/${i}: needs text and action_id`],
  )
}

/** The things in metadata that were found to be well. */
export function entitiesIn(metadata: unknown): readonly Entity[] {
  return objectsOf(objectOf(metadata).entities).flatMap((one) => entityIn(one) ?? [])
}

/** One thing as Slack takes it; undefined when it is none. */
export function entityIn(given: unknown): Entity | undefined {
  if (!isObject(given) || entityProblems(given).length > 0) return undefined
  const { id = '', type } = objectOf(given.external_ref) as { id?: string; type?: string }
  const posted = textOf(given.app_unfurl_url)
  return {
    entity_type: textOf(given.entity_type) ?? '',
    external_ref: { id, ...(type !== undefined && { type }) },
    url: textOf(given.url) ?? '',
    entity_payload: objectOf(given.entity_payload),
    ...(posted !== undefined && { app_unfurl_url: posted }),
  }
}

/** The buttons of a thing, first those that show. */
export function entityButtons({ entity_payload: payload }: Entity): readonly JsonObject[] {
  const { primary_actions: primary, overflow_actions: overflow } = objectOf(payload.actions)
  return [...objectsOf(primary), ...objectsOf(overflow)]
}
