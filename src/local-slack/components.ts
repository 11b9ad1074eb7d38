import { isObject, type JsonObject, objectOf, objectsOf, textOf } from './json.ts'
import { nextId, type World } from './world.ts'

/** An interactive element with the block it stands in. */
export interface Component {
  readonly blockId: string
  readonly actionId: string
  readonly type: string
  readonly block: JsonObject
  readonly element: JsonObject
}

/** All interactive elements of blocks, in the order a reader meets them. */
export function componentsOf(blocks: readonly JsonObject[]): readonly Component[] {
  return blocks.flatMap((block) =>
    block.type === 'container'
      ? componentsOf(objectsOf(block.child_blocks))
      : elementsOf(block).flatMap((element) => componentOf(block, element)),
  )
}

function elementsOf(block: JsonObject): readonly JsonObject[] {
  const single = block.type === 'input' ? block.element : block.accessory
  if (isObject(single)) return [single]
  return [...objectsOf(block.elements), ...objectsOf(block.actions)]
}

function componentOf(block: JsonObject, element: JsonObject): readonly Component[] {
  const blockId = textOf(block.block_id)
  const actionId = textOf(element.action_id)
  const type = textOf(element.type)
  if (blockId === undefined || actionId === undefined || type === undefined) return []
  return [{ blockId, actionId, type, block, element }]
}

const inert = ['image', 'mrkdwn', 'plain_text', 'text']

/** The blocks with the ids that Slack makes up where the app gave none. */
export function withIds(world: World, blocks: readonly JsonObject[]): readonly JsonObject[] {
  return blocks.map((block) => withIdsInside(world, { block_id: nextId(world, 'b'), ...block }))
}

function withIdsInside(world: World, block: JsonObject): JsonObject {
  const give = (element: JsonObject) =>
    inert.includes(String(element.type)) ||
    (String(element.type).startsWith('rich_text_') && element.type !== 'rich_text_input')
      ? element
      : { action_id: nextId(world, 'a'), ...element }
  const patch: Record<string, unknown> = {}
  if (Array.isArray(block.elements) && block.type !== 'rich_text')
    patch.elements = objectsOf(block.elements).map(give)
  if (Array.isArray(block.actions)) patch.actions = objectsOf(block.actions).map(give)
  for (const key of ['element', 'accessory'])
    if (isObject(block[key])) patch[key] = give(objectOf(block[key]))
  if (Array.isArray(block.child_blocks)) patch.child_blocks = withIds(world, objectsOf(block.child_blocks))
  return { ...block, ...patch }
}

/** Everything a reader can read in a piece of Block Kit, joined by line breaks. */
export function readable(value: unknown): string {
  return wordsIn(value)
    .filter((text) => text !== '')
    .join('\n')
}

const readableKeys = [
  'title',
  'label',
  'text',
  'fields',
  'hint',
  'description',
  'options',
  'element',
  'elements',
  'accessory',
  'actions',
  'caption',
  'rows',
  'blocks',
  'child_blocks',
  'placeholder',
  'body',
  'subtitle',
  'submit',
  'close',
]

function wordsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value))
    return isTextRun(value) ? [value.flatMap(wordsIn).join('')] : value.flatMap(wordsIn)
  if (!isObject(value)) return []
  const leaf = value.user_id ?? value.channel_id ?? value.url
  if (value.text === undefined && typeof leaf === 'string') return [leaf]
  return readableKeys.flatMap((key) => wordsIn(value[key]))
}

function isTextRun(list: readonly unknown[]): boolean {
  return (
    list.length > 0 &&
    list.every((item) => ['text', 'link', 'user', 'channel', 'emoji'].includes(String(objectOf(item).type)))
  )
}
