import { isObject, type JsonObject, objectOf, objectsOf } from '../json.ts'
import { type Checking, refuse } from './check.ts'

/** Rules that no single block can break: ids, sums and counts over all blocks of a message or view. */

/** Characters over all blocks of that type in one message (Slack docs, Markdown, Table and Data table block). */
const mostCharacters = { markdown: 12_000, table: 10_000, data_table: 20_000 } as const
/** Blocks of that type in one message. Slack's plugin for agents says one table; the page says nothing any more. */
const mostOfType = { table: 1, data_visualization: 2 } as const

interface Placed {
  readonly block: JsonObject
  readonly path: string
}

/** All blocks with their pointers, those inside containers and carousels too. */
function placed(blocks: unknown, path: string): readonly Placed[] {
  if (!Array.isArray(blocks)) return []
  return blocks.flatMap((block, index) => {
    if (!isObject(block)) return []
    const here = `${path}/${index}`
    const inner =
      block.type === 'carousel'
        ? placed(block.elements, `${here}/elements`)
        : placed(block.child_blocks, `${here}/child_blocks`)
    return [{ block, path: here }, ...inner]
  })
}

/** Checks what concerns all blocks together. */
export function checkTogether(blocks: unknown, path: string, checking: Checking): void {
  const all = placed(blocks, path)
  uniqueBlockIds(all, checking)
  for (const one of all) uniqueActionIds(one, checking)
  oneFocus(all, checking)
  if (checking.surface !== 'message') return
  limitCharacters(all, path, checking)
  limitCounts(all, checking)
}

function uniqueBlockIds(all: readonly Placed[], checking: Checking): void {
  const seen = new Set<unknown>()
  for (const { block, path } of all) {
    if (block.block_id === undefined) continue
    if (seen.has(block.block_id)) refuse(checking, `${path}/block_id`, '`block_id` already exists')
    seen.add(block.block_id)
  }
}

/** The interactive elements of one block, with their pointers. */
function elementsOf({ block, path }: Placed): readonly Placed[] {
  const lists = ['elements', 'actions'].flatMap((key) =>
    block.type === 'carousel'
      ? []
      : objectsOf(block[key]).map((one, index) => ({ block: one, path: `${path}/${key}/${index}` })),
  )
  const single = ['accessory', 'element'].flatMap((key) => {
    const one = block[key]
    return isObject(one) ? [{ block: one, path: `${path}/${key}` }] : []
  })
  return [...lists, ...single]
}

function uniqueActionIds(one: Placed, checking: Checking): void {
  const seen = new Set<unknown>()
  for (const { block: element, path } of elementsOf(one)) {
    if (element.action_id === undefined) continue
    if (seen.has(element.action_id))
      refuse(checking, `${path}/action_id`, '`action_id` already exists in the block')
    seen.add(element.action_id)
  }
}

function oneFocus(all: readonly Placed[], checking: Checking): void {
  const focused = all.flatMap(elementsOf).filter(({ block }) => block.focus_on_load === true)
  for (const { path } of focused.slice(1))
    refuse(checking, `${path}/focus_on_load`, 'only one element may have focus_on_load')
}

function limitCharacters(all: readonly Placed[], path: string, checking: Checking): void {
  for (const [type, most] of Object.entries(mostCharacters)) {
    const sum = all
      .filter(({ block }) => block.type === type)
      .reduce((total, { block }) => total + visible(block.text ?? block.rows), 0)
    if (sum > most) refuse(checking, path, `must be less than ${most + 1} characters in all ${type} blocks`)
  }
}

function limitCounts(all: readonly Placed[], checking: Checking): void {
  for (const [type, most] of Object.entries(mostOfType)) {
    const ofType = all.filter(({ block }) => block.type === type)
    const words = most === 1 ? `only_one_${type}_allowed` : `no more than ${most} ${type} blocks allowed`
    for (const { path } of ofType.slice(most)) refuse(checking, path, words)
  }
}

function visible(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + visible(item), 0)
  const { text, elements } = objectOf(value)
  return visible(text ?? []) + visible(elements ?? [])
}
