import { objectOf, objectsOf } from '../json.ts'
import {
  anything,
  boolean,
  type Checking,
  list,
  oneOf,
  type Problem,
  refuse,
  type Surface,
  shape,
  string,
} from './check.ts'
import { nothing, plain } from './composition.ts'
import { anyBlock } from './rules.ts'
import { checkTogether } from './totals.ts'

export type { Problem, Surface } from './check.ts'

/** Blocks in a message, a modal or a Home tab (Slack docs, Blocks). */
const mostBlocks = { message: 50, modal: 100, home: 100 } as const satisfies Record<Surface, number>
/** A view without any block is refused by Slack's own SDK for Python. */
const fewestBlocks = { message: 0, modal: 1, home: 1 } as const satisfies Record<Surface, number>

/** What Slack would refuse in these blocks; nothing when they are fine. */
export function checkBlocks(blocks: unknown, surface: Surface, path = '/blocks'): readonly Problem[] {
  const checking: Checking = { surface, problems: [] }
  list(anyBlock, mostBlocks[surface], fewestBlocks[surface])(blocks, path, checking)
  checkTogether(blocks, path, checking)
  return checking.problems
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
  optional: { ...common, title: nothing, submit: nothing, close: nothing },
})

/** What Slack would refuse in this view (Slack docs, Modal views and Home views). */
export function checkView(view: unknown): readonly Problem[] {
  const surface = objectOf(view).type === 'home' ? 'home' : 'modal'
  const checking: Checking = { surface, problems: [] }
  const rule = surface === 'home' ? home : modal
  rule(view, '/view', checking)
  return [...checking.problems, ...checkBlocks(objectOf(view).blocks, surface, '/view/blocks')]
}

/** The problems as Slack words them in response_metadata.messages. */
export function wordsOf(problems: readonly Problem[]): readonly string[] {
  return problems.map(({ path, message }) => `[ERROR] ${message} [json-pointer:${path}]`)
}
