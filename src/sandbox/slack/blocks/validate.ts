import { isObject, type JsonObject, objectOf, objectsOf } from '../json.ts'
import {
  anything,
  boolean,
  type Check,
  type Checking,
  list,
  oneOf,
  type Problem,
  refuse,
  type Surface,
  shape,
  string,
} from './check.ts'
import { id, plain } from './composition.ts'
import { blockRules, charactersIn } from './rules.ts'

export type { Problem, Surface } from './check.ts'

/** Blocks in a message, a modal or a Home tab (Slack docs, Blocks). */
const mostBlocks = { message: 50, modal: 100, home: 100 } as const satisfies Record<Surface, number>
/** Characters over all blocks of that type in one message. */
const mostCharacters = { markdown: 12_000, table: 10_000, data_table: 20_000 } as const

const anyBlock: Check = (value, path, checking) => {
  if (!isObject(value)) return refuse(checking, path, 'must provide an object')
  const rule = typeof value.type === 'string' ? blockRules[value.type] : undefined
  if (!rule) return refuse(checking, `${path}/type`, `unsupported type: ${String(value.type)}`)
  if (!rule.surfaces.includes(checking.surface))
    refuse(checking, `${path}/type`, `unsupported type: ${String(value.type)} in a ${checking.surface}`)
  rule.check(value, path, checking)
}

/** What Slack would refuse in these blocks; nothing when they are fine. */
export function checkBlocks(blocks: unknown, surface: Surface, path = '/blocks'): readonly Problem[] {
  const checking: Checking = { surface, problems: [] }
  list(anyBlock, mostBlocks[surface], 0)(blocks, path, checking)
  uniqueBlockIds(blocks, path, checking)
  uniqueActionIds(blocks, path, checking)
  totals(blocks, path, checking)
  return checking.problems
}

function uniqueBlockIds(blocks: unknown, path: string, checking: Checking): void {
  const seen = new Set<unknown>()
  objectsOf(blocks).forEach((block, index) => {
    if (block.block_id === undefined) return
    if (seen.has(block.block_id)) refuse(checking, `${path}/${index}/block_id`, '`block_id` already exists')
    seen.add(block.block_id)
  })
}

function uniqueActionIds(blocks: unknown, path: string, checking: Checking): void {
  objectsOf(blocks).forEach((block, index) => {
    const ids = objectsOf(block.elements).flatMap(({ action_id: one }) => (one === undefined ? [] : [one]))
    if (new Set(ids).size < ids.length)
      refuse(checking, `${path}/${index}/elements`, '`action_id` already exists in the block')
  })
}

function totals(blocks: unknown, path: string, checking: Checking): void {
  for (const [type, most] of Object.entries(mostCharacters))
    if (charactersIn(blocks, type) > most)
      refuse(checking, path, `must be less than ${most + 1} characters in all ${type} blocks`)
}

const common = { callback_id: string(255, 0), external_id: string(255, 0), private_metadata: string(3000, 0) }
const flags = { clear_on_close: boolean, notify_on_close: boolean, submit_disabled: boolean }

const modal = shape({
  required: { type: oneOf('modal'), title: plain(24), blocks: anything },
  optional: { ...common, ...flags, submit: plain(24), close: plain(24) },
  also(view, path, checking) {
    const inputs = objectsOf(view.blocks).some((block) => block.type === 'input')
    if (inputs && view.submit === undefined) refuse(checking, path, 'missing required field: submit')
  },
})

const home = shape({
  required: { type: oneOf('home'), blocks: anything },
  optional: { ...common, title: id, submit: anything, close: anything },
  also(view, path, checking) {
    for (const key of ['submit', 'close', 'title'])
      if (view[key] !== undefined && view[key] !== null)
        refuse(checking, path, `invalid additional property: ${key}`)
  },
})

/** What Slack would refuse in this view (Slack docs, Modal views and Home views). */
export function checkView(view: unknown): readonly Problem[] {
  const surface = objectOf(view).type === 'home' ? 'home' : 'modal'
  const checking: Checking = { surface, problems: [] }
  const rule = surface === 'home' ? home : modal
  rule(view, '/view', checking)
  oneFocus(objectOf(view), checking)
  return [...checking.problems, ...checkBlocks(objectOf(view).blocks, surface, '/view/blocks')]
}

function oneFocus(view: JsonObject, checking: Checking): void {
  const focused = objectsOf(view.blocks).filter((block) => objectOf(block.element).focus_on_load === true)
  if (focused.length > 1) refuse(checking, '/view/blocks', 'only one element may have focus_on_load')
}

/** The problems as Slack words them in response_metadata.messages. */
export function wordsOf(problems: readonly Problem[]): readonly string[] {
  return problems.map(({ path, message }) => `[ERROR] ${message} [json-pointer:${path}]`)
}
