import { isObject, type JsonObject, objectOf } from '../json.ts'
import {
  anything,
  boolean,
  type Check,
  type Checking,
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
import { anyText, id, pictureSource, plain } from './composition.ts'
import { everywhere } from './element-rule.ts'
import { elementIn } from './elements.ts'
import { card, carousel, collapsesSoundly, containerFrame, plan, taskCard, video } from './panels.ts'
import { richTextElements } from './rich-text.ts'
import { dataTable, dataVisualization, table } from './tables.ts'

interface BlockRule {
  readonly surfaces: readonly Surface[]
  readonly check: Check
}

const pageless: readonly Surface[] = ['message', 'home']
const messages: readonly Surface[] = ['message']

function block(surfaces: readonly Surface[], fields: Shape): BlockRule {
  const check = shape({
    ...fields,
    required: { type: anything, ...fields.required },
    optional: { block_id: id, ...fields.optional },
  })
  return { surfaces, check }
}

function textOrFields(value: JsonObject, path: string, checking: Checking): void {
  if (value.text === undefined && value.fields === undefined)
    refuse(checking, path, 'missing required field: text')
}

function noDispatchOfFiles(value: JsonObject, path: string, checking: Checking): void {
  if (value.dispatch_action === true && objectOf(value.element).type === 'file_input')
    refuse(checking, path, 'invalid additional property: dispatch_action')
}

/** What may stand in a container (Slack docs, Container block). */
const contained = [
  'actions',
  'context',
  'divider',
  'file',
  'header',
  'image',
  'input',
  'rich_text',
  'section',
  'table',
  'video',
]

const childBlock: Check = (value, path, checking) => {
  const type = String(objectOf(value).type)
  if (contained.includes(type)) anyBlock(value, path, checking)
  else refuse(checking, `${path}/type`, `unsupported type: ${type} in a container`)
}

/** Every block, with its limits and surfaces (Slack docs, Blocks). A `file` block can be received only, never sent. */
const blockRules: Readonly<Record<string, BlockRule>> = {
  actions: block(everywhere, { required: { elements: list(elementIn('actions'), 25) } }),
  alert: block(['modal'], {
    required: { text: anyText(200) },
    optional: { level: oneOf('default', 'info', 'warning', 'error', 'success') },
  }),
  card: block(everywhere, card),
  carousel: block(messages, carousel),
  container: block(pageless, {
    required: { child_blocks: list(childBlock, 10) },
    optional: containerFrame,
    also: collapsesSoundly,
  }),
  context: block(everywhere, { required: { elements: list(elementIn('context'), 10) } }),
  context_actions: block(messages, { required: { elements: list(elementIn('context_actions'), 5) } }),
  data_table: block(pageless, dataTable),
  data_visualization: block(pageless, dataVisualization),
  divider: block(everywhere, {}),
  header: block(everywhere, { required: { text: plain(150) }, optional: { level: integer(1, 4) } }),
  image: block(everywhere, {
    required: { alt_text: string(2000) },
    optional: { ...pictureSource, title: plain(2000) },
    also: exactlyOne('image_url', 'slack_file'),
  }),
  input: block(everywhere, {
    required: { label: plain(2000), element: elementIn('input') },
    optional: { hint: plain(2000), optional: boolean, dispatch_action: boolean },
    also: noDispatchOfFiles,
  }),
  markdown: block(messages, { required: { text: string(12_000) } }),
  plan: block(messages, plan),
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
  table: block(pageless, table),
  task_card: block(messages, taskCard),
  video: block(everywhere, video),
}

/** Any block that may be shown on the surface being checked. */
export const anyBlock: Check = (value, path, checking) => {
  if (!isObject(value)) return refuse(checking, path, 'must provide an object')
  const rule = typeof value.type === 'string' ? blockRules[value.type] : undefined
  if (!rule) return refuse(checking, `${path}/type`, `unsupported type: ${String(value.type)}`)
  if (!rule.surfaces.includes(checking.surface))
    refuse(checking, `${path}/type`, `unsupported type: ${String(value.type)} in a ${checking.surface}`)
  rule.check(value, path, checking)
}
