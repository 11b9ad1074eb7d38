import { type JsonObject, objectsOf } from '../json.ts'
import { anything, boolean, type Checking, list, oneOf, refuse, type Shape, shape, string } from './check.ts'
import { anyText, id, image, link, plain, secureLink } from './composition.ts'
import { button } from './elements.ts'
import { richText } from './rich-text.ts'

/** Cards, plans and videos (Slack docs, Card, Carousel, Plan, Task card and Video block). */

const cardParts = ['hero_image', 'title', 'actions', 'body']

export const card: Shape = {
  optional: {
    hero_image: image,
    icon: image,
    slack_icon: anything,
    title: anyText(150),
    subtitle: anyText(150),
    body: anyText(200),
    subtext: anyText(200),
    actions: list(button, 3),
  },
  also(value, path, checking) {
    if (!cardParts.some((key) => value[key] !== undefined))
      refuse(checking, path, `must have at least one of: ${cardParts.join(', ')}`)
    if (value.icon !== undefined && value.slack_icon !== undefined)
      refuse(checking, `${path}/slack_icon`, 'must not be given together with icon')
  },
}

const cardBlock = shape({
  ...card,
  required: { type: oneOf('card') },
  optional: { block_id: id, ...card.optional },
})

export const carousel: Shape = { required: { elements: list(cardBlock, 10) } }

const source = shape({ required: { type: oneOf('url'), url: link, text: string(3000) } })

export const taskCard: Shape = {
  required: {
    task_id: id,
    title: string(3000),
    status: oneOf('pending', 'in_progress', 'complete', 'error'),
  },
  optional: { details: richText, output: richText, sources: list(source, 100, 0) },
}

const task = shape({
  required: { type: oneOf('task_card'), ...taskCard.required },
  optional: { block_id: id, ...taskCard.optional },
})

export const plan: Shape = {
  required: { title: string(3000) },
  optional: { tasks: list(task, 50, 0) },
  also: distinctTasks,
}

function distinctTasks(value: JsonObject, path: string, checking: Checking): void {
  const ids = objectsOf(value.tasks).map((one) => one.task_id)
  if (new Set(ids).size < ids.length) refuse(checking, `${path}/tasks`, '`task_id` already exists')
}

export const video: Shape = {
  required: { alt_text: string(2000), title: plain(199), thumbnail_url: secureLink, video_url: secureLink },
  optional: {
    title_url: secureLink,
    description: plain(199),
    author_name: string(49),
    provider_name: string(3000),
    provider_icon_url: secureLink,
  },
}

/** What frames the blocks in a container; the blocks themselves are checked where all blocks are known. */
export const containerFrame = {
  title: plain(150),
  rich_text_title: richText,
  subtitle: anyText(150),
  icon: image,
  width: oneOf('narrow', 'standard', 'wide', 'full'),
  is_collapsible: boolean,
  default_collapsed: boolean,
  has_header_divider: boolean,
}

export function collapsesSoundly(value: JsonObject, path: string, checking: Checking): void {
  if (value.title === undefined && value.rich_text_title === undefined)
    refuse(checking, path, 'missing required field: title')
  if (value.default_collapsed === true && value.is_collapsible !== true)
    refuse(checking, `${path}/default_collapsed`, 'requires is_collapsible')
}
