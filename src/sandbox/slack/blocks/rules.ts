import { type JsonObject, objectOf, objectsOf } from '../json.ts'
import {
  anything,
  boolean,
  type Check,
  exactlyOne,
  integer,
  list,
  oneOf,
  refuse,
  type Shape,
  type Surface,
  shape,
  string,
} from './check.ts'
import { anyText, id, link, plain } from './composition.ts'
import { elementIn } from './elements.ts'
import { richTextElements } from './rich-text.ts'

interface BlockRule {
  readonly surfaces: readonly Surface[]
  readonly check: Check
}

const everywhere: readonly Surface[] = ['message', 'modal', 'home']
const pageless: readonly Surface[] = ['message', 'home']

function block(surfaces: readonly Surface[], fields: Shape): BlockRule {
  const check = shape({
    ...fields,
    required: { type: anything, ...fields.required },
    optional: { block_id: id, ...fields.optional },
  })
  return { surfaces, check }
}

/** Blocks whose inside is not looked at closely; their fields are passed as they are. */
function loose(surfaces: readonly Surface[], required: readonly string[]): BlockRule {
  const check: Check = (value, path, checking) => {
    for (const key of required)
      if (objectOf(value)[key] === undefined) refuse(checking, path, `missing required field: ${key}`)
  }
  return { surfaces, check }
}

function textOrFields(value: JsonObject, path: string, checking: Parameters<Check>[2]): void {
  if (value.text === undefined && value.fields === undefined)
    refuse(checking, path, 'missing required field: text')
}

function noDispatchOfFiles(value: JsonObject, path: string, checking: Parameters<Check>[2]): void {
  if (value.dispatch_action === true && objectOf(value.element).type === 'file_input')
    refuse(checking, path, 'invalid additional property: dispatch_action')
}

const cell: Check = (value, path, checking) => {
  const type = String(objectOf(value).type)
  if (!['rich_text', 'raw_text', 'raw_number'].includes(type))
    refuse(checking, `${path}/type`, `unsupported type: ${type}`)
}

function equalWidth(value: JsonObject, path: string, checking: Parameters<Check>[2]): void {
  const widths = new Set(
    Array.isArray(value.rows) ? value.rows.map((row) => (Array.isArray(row) ? row.length : -1)) : [],
  )
  if (widths.size > 1) refuse(checking, `${path}/rows`, 'all rows must have the same number of cells')
}

/** Every block, with its limits and surfaces (Slack docs, Blocks). */
export const blockRules: Readonly<Record<string, BlockRule>> = {
  actions: block(everywhere, { required: { elements: list(elementIn('actions'), 25) } }),
  alert: block(['modal'], {
    required: { text: anyText(200) },
    optional: { level: oneOf('default', 'info', 'warning', 'error', 'success') },
  }),
  card: block(everywhere, {
    optional: {
      hero_image: anything,
      icon: anything,
      slack_icon: anything,
      title: anyText(150),
      subtitle: anyText(150),
      body: anyText(200),
      subtext: anyText(200),
      actions: list(elementIn('actions'), 3),
    },
  }),
  carousel: loose(['message'], ['elements']),
  container: block(pageless, {
    required: { child_blocks: list(anything, 10) },
    optional: {
      title: plain(150),
      rich_text_title: anything,
      subtitle: plain(150),
      icon: anything,
      width: oneOf('narrow', 'standard', 'wide', 'full'),
      is_collapsible: boolean,
      default_collapsed: boolean,
    },
  }),
  context: block(everywhere, { required: { elements: list(elementIn('context'), 10) } }),
  context_actions: block(['message'], { required: { elements: list(elementIn('context_actions'), 5) } }),
  data_table: block(pageless, {
    required: { caption: anything, rows: list(list(cell, 20), 201, 2) },
    optional: { page_size: integer(1, 100), row_header_column_index: integer(0, 19) },
    also: equalWidth,
  }),
  data_visualization: loose(pageless, []),
  divider: block(everywhere, {}),
  header: block(everywhere, { required: { text: plain(150) }, optional: { level: integer(1, 4) } }),
  image: block(everywhere, {
    required: { alt_text: string(2000) },
    optional: { image_url: link, slack_file: anything, title: plain(2000) },
    also: exactlyOne('image_url', 'slack_file'),
  }),
  input: block(everywhere, {
    required: { label: plain(2000), element: elementIn('input') },
    optional: { hint: plain(2000), optional: boolean, dispatch_action: boolean },
    also: noDispatchOfFiles,
  }),
  markdown: block(['message'], { required: { text: string(12_000) } }),
  plan: loose(['message'], ['title']),
  rich_text: block(everywhere, { required: { elements: richTextElements } }),
  section: block(everywhere, {
    optional: {
      text: anyText(3000),
      fields: list(anyText(2000), 10),
      accessory: elementIn('section'),
      expand: boolean,
    },
    also: textOrFields,
  }),
  table: block(pageless, {
    required: { rows: list(list(cell, 20), 100) },
    optional: { column_settings: list(anything, 20) },
  }),
  task_card: loose(['message'], ['task_id', 'title', 'status']),
  video: loose(everywhere, ['alt_text', 'title', 'thumbnail_url', 'video_url']),
}

/** The characters of all blocks of one type, for limits that hold over a whole message. */
export function charactersIn(blocks: unknown, type: string): number {
  const text = objectsOf(blocks).filter((row) => row.type === type)
  return text.reduce((sum, row) => sum + visible(row.text ?? row.rows), 0)
}

function visible(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + visible(item), 0)
  const { text, elements } = objectOf(value)
  return visible(text ?? '') + visible(elements ?? [])
}
