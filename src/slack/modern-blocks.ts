import type {
  DataTableBlock,
  KnownBlock,
  RichTextBlock,
  RichTextDate,
  RichTextText,
  SectionBlock,
} from '@slack/types'
import { WebAPIPlatformError } from '@slack/web-api'
import type { CardTable, Course, Inline } from '../views/card.ts'
import { cutMrkdwn, cutText, escapeText, lineToMrkdwn, lineToPlain } from './text.ts'

/**
 * Blocks that a workspace may not have yet (Slack docs, Container, Plan and Data table block), each made here, with its limits and a
 * plain rendering beside it.
 */
export const modernBlockTypes = ['container', 'plan', 'data_table'] as const
export type ModernBlockType = (typeof modernBlockTypes)[number]

const modernLimits = {
  children: 10,
  rows: 200,
  columns: 20,
  tableCharacters: 18_000,
  tablePage: 10,
  caption: 300,
  containerTitle: 150,
  tasks: 50,
  taskTitle: 200,
  plain: 2900,
} as const

/** What is left out of the blocks, because the workspace refuses it. */
export type Refused = ReadonlySet<string>

/** The modern blocks among these. */
export function modernIn(blocks: readonly KnownBlock[]): readonly ModernBlockType[] {
  return modernBlockTypes.filter((type) => blocks.some((block) => block.type === type))
}

/** What stands behind its heading until somebody opens it; plainly, it stands there. */
export function foldedBlocks(heading: string, children: SectionBlock[], refused: Refused): KnownBlock[] {
  if (children.length === 0 || heading.trim() === '') return children
  if (refused.has('container') || children.length > modernLimits.children) {
    return [plainSection(lineToMrkdwn({ bold: heading })), ...children]
  }
  const title = { type: 'plain_text', text: cutText(heading, modernLimits.containerTitle) } as const
  return [{ type: 'container', title, child_blocks: children, is_collapsible: true, default_collapsed: true }]
}

function plainSection(text: string): SectionBlock {
  return {
    type: 'section',
    text: { type: 'mrkdwn', text: cutMrkdwn(text, modernLimits.plain), verbatim: true },
  }
}

/** In the plain rendering the words of a step say its state where its place among the others does not. */
const stateMarks = { complete: '✓', in_progress: '…', pending: '', error: '✗' } as const

export function courseText({ steps }: Course): string {
  return steps.map(({ title, state }) => `${escapeText(title)} ${stateMarks[state]}`.trim()).join(' → ')
}

export function courseBlocks(course: Course, refused: Refused): KnownBlock[] {
  if (refused.has('plan') || course.steps.length > modernLimits.tasks) {
    return [plainSection(courseText(course))]
  }
  const tasks = course.steps.map(({ title, state }, i) => ({
    type: 'task_card' as const,
    task_id: String(i + 1),
    title: cutText(title, modernLimits.taskTitle),
    status: state,
  }))
  return [{ type: 'plan', title: cutText(course.title, modernLimits.taskTitle), tasks }]
}

/** A time is shown in the reader's zone, a code as code; the header takes plain text only. */
function cellOf(inline: Inline): DataTableBlock['rows'][number][number] {
  const text = lineToPlain(inline)
  // Slack refuses a cell without any text.
  if (typeof inline === 'string' || text === '') return { type: 'raw_text', text: text || '–' }
  if ('time' in inline) {
    const timestamp = Math.floor(inline.time / 1000)
    return richCell({ type: 'date', timestamp, format: '{date_short_pretty} {time}', fallback: text })
  }
  return 'code' in inline
    ? richCell({ type: 'text', text: inline.code, style: { code: true } })
    : { type: 'raw_text', text }
}

function richCell(element: RichTextDate | RichTextText): RichTextBlock {
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [element] }] }
}

/** As many rows as a message takes. */
function rowsWithin(rows: CardTable['rows']): CardTable['rows'] {
  let left: number = modernLimits.tableCharacters
  const beyond = rows.slice(0, modernLimits.rows).findIndex((row) => {
    left -= row.reduce((sum, one) => sum + lineToPlain(one).length + 1, 0)
    return left < 0
  })
  return rows.slice(0, beyond < 0 ? modernLimits.rows : beyond)
}

/** Plainly, a row is a line with the header's words before each value. */
export function tableText({ header, rows }: CardTable): readonly string[] {
  return rows.map((row) =>
    row.map((one, i) => `${escapeText(header[i] ?? '')}: ${lineToMrkdwn(one) || '–'}`).join(' · '),
  )
}

export function tableBlocks(table: CardTable, refused: Refused): KnownBlock[] {
  const rows = rowsWithin(table.rows)
  if (rows.length === 0) return []
  if (refused.has('data_table') || table.header.length > modernLimits.columns) {
    return [plainSection(tableText({ ...table, rows: rows.slice(0, modernLimits.tablePage) }).join('\n'))]
  }
  return [
    {
      type: 'data_table',
      caption: cutText(table.caption, modernLimits.caption),
      page_size: modernLimits.tablePage,
      rows: [
        table.header.map((text) => ({ type: 'raw_text', text: text || '–' })),
        ...rows.map((row) => row.map(cellOf)),
      ],
    },
  ]
}

/** Which blocks, or whether Work Objects, the workspace has refused, on whichever replica. */
export interface BlockMemory {
  all(): Promise<Refused>
  add(types: readonly (ModernBlockType | 'entities')[]): Promise<void>
}

export interface Sendable {
  readonly blocks: KnownBlock[]
  readonly modern?: { readonly types: readonly ModernBlockType[]; readonly plain: KnownBlock[] }
}

/** Sends the plain rendering where the workspace has refused the modern one, now or before. */
export async function sendBlocks<T>(
  memory: BlockMemory,
  { blocks, modern }: Sendable,
  send: (blocks: KnownBlock[]) => Promise<T>,
): Promise<T> {
  if (!modern) return send(blocks)
  const refused = await memory.all()
  if (modern.types.some((type) => refused.has(type))) return send(modern.plain)
  try {
    return await send(blocks)
  } catch (error) {
    if (!isRefusedForBlocks(error)) throw error
    const sent = await send(modern.plain)
    // Only now it is certain that the modern blocks were to blame.
    await memory.add(modern.types)
    return sent
  }
}

const refusedForBlocks = new Set(['invalid_blocks', 'invalid_blocks_format'])

function isRefusedForBlocks(error: unknown): boolean {
  return error instanceof WebAPIPlatformError && refusedForBlocks.has(error.data.error)
}
