import { isObject } from '../json.ts'
import { anything, type Check, integer, list, oneOf, refuse, type Shape, shape, string } from './check.ts'

const type = anything
const style = { style: anything }

function leaf(fields: Shape): Check {
  return shape({ required: { type, ...fields.required }, optional: { ...style, ...fields.optional } })
}

/** Leaves of rich text (the types package of Slack, RichTextElement). */
const leaves: Readonly<Record<string, Check>> = {
  text: leaf({ required: { text: string(100_000) } }),
  link: leaf({ required: { url: string(3000) }, optional: { text: string(100_000), unsafe: anything } }),
  emoji: leaf({ required: { name: string(100) }, optional: { unicode: string(100), url: string(3000) } }),
  user: leaf({ required: { user_id: string(50) } }),
  usergroup: leaf({ required: { usergroup_id: string(50) } }),
  channel: leaf({ required: { channel_id: string(50) } }),
  team: leaf({ required: { team_id: string(50) } }),
  broadcast: leaf({ required: { range: oneOf('here', 'channel', 'everyone') } }),
  date: leaf({
    required: { timestamp: integer(0, 9_999_999_999), format: string(1000) },
    optional: { url: string(3000), fallback: string(1000) },
  }),
  color: leaf({ required: { value: string(50) } }),
}

/** Leaves that only the documentation knows; what is in them is not looked at. */
const documented = [
  'attachment_mention',
  'canvas',
  'canvas_message_unfurl',
  'canvas_user_mention',
  'citation',
  'file',
  'list_record',
  'message_mention',
  'salesforce_data_field',
  'tag',
  'work_object_mention',
  'workflow_mention',
]
const allLeaves = { ...Object.fromEntries(documented.map((name) => [name, anything])), ...leaves }

function byType(rules: Readonly<Record<string, Check>>): Check {
  return (value, path, checking) => {
    if (!isObject(value)) return refuse(checking, path, 'must provide an object')
    const rule = typeof value.type === 'string' ? rules[value.type] : undefined
    if (rule) rule(value, path, checking)
    else refuse(checking, `${path}/type`, `unsupported type: ${String(value.type)}`)
  }
}

const many = 1000
const leafList = list(byType(allLeaves), many, 0)
const section = shape({ required: { type, elements: leafList } })
const border = { border: integer(0, 1) }

const parts: Readonly<Record<string, Check>> = {
  rich_text_section: section,
  rich_text_list: shape({
    required: {
      type,
      style: oneOf('bullet', 'ordered'),
      elements: list(byType({ rich_text_section: section }), many),
    },
    optional: { indent: integer(0, 8), offset: integer(0, 100_000), ...border },
  }),
  rich_text_quote: shape({ required: { type, elements: leafList }, optional: border }),
  rich_text_preformatted: shape({
    required: {
      type,
      elements: list(
        byType({
          text: leaf({ required: { text: string(100_000) } }),
          link: leaf({ required: { url: string(3000) }, optional: { text: string(100_000) } }),
        }),
        many,
      ),
    },
    optional: { ...border, language: string(50) },
  }),
}

/** The elements of a rich_text block; Slack documents no limit of length. */
export const richTextElements = list(byType(parts), many, 0)

/** A rich_text block inside another block. */
export const richText = shape({
  required: { type: oneOf('rich_text'), elements: richTextElements },
  optional: { block_id: string(255) },
})
