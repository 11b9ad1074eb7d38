import type {
  ConfirmationDialog,
  EntityMetadata,
  KnownBlock,
  Overflow,
  PlainTextElement,
  SectionBlock,
  Button as SlackButton,
  StaticSelect,
} from '@slack/types'
import { cutAtLines } from '../base/chunks.ts'
import { menuTarget, menuValue, numberedTarget } from '../domain/command-targets.ts'
import type { Button, Card, Line, MenuEntry, Picture, Section, SelectMenu, Tone } from '../views/card.ts'
import {
  courseBlocks,
  courseText,
  foldedBlocks,
  type ModernBlockType,
  modernBlockTypes,
  modernIn,
  type Refused,
  tableBlocks,
  tableText,
} from './modern-blocks.ts'
import { cutMrkdwn, cutText, escapeText, lineToMrkdwn, lineToPlain } from './text.ts'
import { entitiesOf } from './work-objects.ts'

/**
 * Cards → Block Kit. The only place that knows Slack's limits (Slack docs, "Blocks", "Block elements", "Text object",
 * "Confirmation dialog object", "chat.update method") and, with text.ts, escaping.
 */
export const blockLimits = {
  blocks: 50,
  paneBlocks: 100,
  sectionText: 2900,
  fields: 10,
  fieldText: 1900,
  buttons: 25,
  menu: 5,
  buttonText: 75,
  options: 100,
  /** Of a text that is shown as it came: so long a piece is shown whole, so many of them. */
  codePiece: 2500,
  codePieces: 20,
  optionText: 75,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  placeholder: 150,
  /** chat.update refuses a `text` over 4,000: this much for the report and that much for what can be done. */
  fallback: 3000,
  fallbackSteps: 500,
} as const

/** Never colour or picture alone: the words beside it say the same. */
const toneMarks: Readonly<Record<Tone, string>> = {
  neutral: ':small_blue_diamond:',
  good: ':white_check_mark:',
  working: ':hourglass_flowing_sand:',
  warning: ':warning:',
  bad: ':x:',
}

export interface RenderedMessage {
  /** What screen readers and notifications say: everything, in plain words. */
  readonly text: string
  readonly blocks: KnownBlock[]
  /** What of it a workspace may not have yet, and the same without that. */
  readonly modern?: { readonly types: readonly ModernBlockType[]; readonly plain: KnownBlock[] }
  /** What it is about, for a workspace that knows Work Objects. */
  readonly entities?: readonly EntityMetadata[]
}

export function plainText(text: string, max: number): PlainTextElement {
  return { type: 'plain_text', text: cutText(text, max), emoji: true }
}

function sectionBlock(lines: readonly string[]): SectionBlock[] {
  const text = lines.filter((line) => line !== '').join('\n')
  if (text === '') return []
  return [
    {
      type: 'section',
      text: { type: 'mrkdwn', text: cutMrkdwn(text, blockLimits.sectionText), verbatim: true },
    },
  ]
}

/** Splits long text at line ends, so that a long report is shown whole instead of being cut. */
function sectionBlocks(lines: readonly string[]): SectionBlock[] {
  const parts: string[][] = [[]]
  let length = 0
  for (const line of lines) {
    if (length > 0 && length + line.length + 1 > blockLimits.sectionText) {
      parts.push([])
      length = 0
    }
    parts.at(-1)?.push(line)
    length += line.length + 1
  }
  return parts.flatMap(sectionBlock)
}

function factBlocks(facts: NonNullable<Card['facts']>): KnownBlock[] {
  const blocks: KnownBlock[] = []
  for (let i = 0; i < facts.length; i += blockLimits.fields) {
    const fields = facts.slice(i, i + blockLimits.fields).map((fact) => ({
      type: 'mrkdwn' as const,
      text: cutMrkdwn(
        `*${escapeText(fact.label)}*\n${lineToMrkdwn(fact.said) || '–'}`,
        blockLimits.fieldText,
      ),
      verbatim: true,
    }))
    blocks.push({ type: 'section', fields })
  }
  return blocks
}

function bullet(line: Line): string {
  return `•  ${lineToMrkdwn(line)}`
}

/** The fence belongs to the text, so a long text is cut before it is fenced. */
function fenced(code: string): string {
  const text = escapeText(code.replaceAll('```', 'ˋˋˋ'))
  return `\`\`\`\n${cutMrkdwn(text, blockLimits.sectionText - 8)}\n\`\`\``
}

/** Slack's mark for a quotation holds to the end of the line. */
function quoted(line: Line): readonly string[] {
  return lineToMrkdwn(line)
    .split('\n')
    .filter((part) => part.trim() !== '')
    .map((part) => `&gt; ${part}`)
}

/** A long text that somebody opens is shown in pieces, each whole. */
function codeBlocks(code: string): readonly string[] {
  return code === ''
    ? []
    : cutAtLines(code, blockLimits.codePiece).slice(0, blockLimits.codePieces).map(fenced)
}

function sectionOf(section: Section, refused: Refused): KnownBlock[] {
  const { heading = '', folded, quote, lines = [], list = [], code = '', table } = section
  const body = [
    ...(quote ? quoted(quote) : []),
    ...lines.map(lineToMrkdwn),
    ...list.map(bullet),
    ...(folded ? codeBlocks(code) : code === '' ? [] : [fenced(code)]),
  ]
  if (folded) return foldedBlocks(heading, sectionBlocks(body), refused)
  const drawn = table ? tableBlocks(table, refused) : []
  // Slack draws the caption above the table.
  const isCaption = drawn.some((block) => block.type === 'data_table' && block.caption === heading)
  const title = heading && !isCaption ? [lineToMrkdwn({ bold: heading })] : []
  return [...sectionBlocks([...title, ...body]), ...drawn]
}

function confirmOf(confirm: NonNullable<Button['confirm']>): ConfirmationDialog {
  return {
    title: plainText(confirm.title, blockLimits.confirmTitle),
    text: plainText(confirm.text, blockLimits.confirmText),
    confirm: plainText(confirm.yes, blockLimits.confirmButton),
    deny: plainText(confirm.no, blockLimits.confirmButton),
    style: 'danger',
  }
}

export function buttonElement(button: Button, action: string = button.action): SlackButton {
  return {
    type: 'button',
    text: plainText(button.label, blockLimits.buttonText),
    action_id: action,
    value: button.value,
    ...(button.style && { style: button.style }),
    ...(button.confirm && { confirm: confirmOf(button.confirm) }),
  }
}

/** Slack shows at most five entries behind dots; more of them are a select. */
function menuElement(entries: readonly MenuEntry[]): Overflow | StaticSelect {
  const options = entries.slice(0, blockLimits.options).map(({ label, action, value }) => ({
    text: plainText(label, blockLimits.optionText),
    value: menuValue(action, value),
  }))
  if (options.length <= blockLimits.menu) return { type: 'overflow', action_id: menuTarget, options }
  return { type: 'static_select', action_id: menuTarget, placeholder: plainText('⋯', 1), options }
}

/** Slack wants an action id once per block. */
function buttonRow(buttons: readonly Button[], menu: readonly MenuEntry[]): KnownBlock {
  const elements = buttons.map(({ action, ...rest }, i) => {
    const repeated = buttons.slice(0, i).some((earlier) => earlier.action === action)
    return buttonElement({ action, ...rest }, repeated ? numberedTarget(action, i) : action)
  })
  return { type: 'actions', elements: [...elements, ...(menu.length > 0 ? [menuElement(menu)] : [])] }
}

/** The menu stands at the end of the first row. */
function buttonBlocks(buttons: readonly Button[], menu: readonly MenuEntry[]): KnownBlock[] {
  if (buttons.length === 0) return menu.length === 0 ? [] : [buttonRow([], menu)]
  const room = blockLimits.buttons - (menu.length > 0 ? 1 : 0)
  const blocks = [buttonRow(buttons.slice(0, room), menu)]
  for (let i = room; i < buttons.length; i += blockLimits.buttons) {
    blocks.push(buttonRow(buttons.slice(i, i + blockLimits.buttons), []))
  }
  return blocks
}

/** Selects beside each other; one without choices is left out. */
function selectBlocks(selects: readonly SelectMenu[]): KnownBlock[] {
  const shown = selects.filter(({ options }) => options.length > 0)
  const elements = shown.map((one, i) => {
    const repeated = shown.slice(0, i).some(({ action }) => action === one.action)
    return selectElement(one, repeated ? numberedTarget(one.action, i) : one.action)
  })
  return elements.length === 0 ? [] : [{ type: 'actions', elements }]
}

function selectElement(select: SelectMenu, action: string): StaticSelect {
  const options = select.options.slice(0, blockLimits.options).map((option) => ({
    text: plainText(option.label, blockLimits.optionText),
    value: option.value,
  }))
  const placeholder = plainText(select.placeholder, blockLimits.placeholder)
  const chosen = options.find(({ value }) => value === select.chosen)
  return {
    type: 'static_select',
    action_id: action,
    placeholder,
    options,
    ...(chosen && { initial_option: chosen }),
  }
}

/** What does not fit is counted, not dropped in silence. */
function withinLimits(blocks: KnownBlock[], tail: KnownBlock[], most: number): KnownBlock[] {
  const room = most - tail.length
  if (blocks.length <= room) return [...blocks, ...tail]
  const left = blocks.length - room + 1
  return [...blocks.slice(0, room - 1), ...sectionBlock([`_… +${left}_`]), ...tail]
}

function contextBlock(line: Line): KnownBlock[] {
  const text = cutMrkdwn(lineToMrkdwn(line), blockLimits.fieldText)
  return text === '' ? [] : [{ type: 'context', elements: [{ type: 'mrkdwn', text, verbatim: true }] }]
}

/** State and next step in words; where there is more than fits, the report is cut and not what can be done. */
function fallbackText(card: Card): string {
  const state = lineToPlain(card.state ?? '')
  const lines: string[] = [
    [escapeText(card.title), state].filter((part) => part !== '').join(' · '),
    ...(card.lines ?? []).map(lineToPlain),
    ...(card.facts ?? []).map((fact) => `${escapeText(fact.label)}: ${lineToPlain(fact.said)}`),
    ...(card.course ? [courseText(card.course)] : []),
    ...(card.pictures ?? []).map(({ chart }) => escapeText(chart.alt)),
    ...(card.sections ?? []).flatMap((section) => [
      ...(section.heading ? [escapeText(section.heading)] : []),
      ...(section.quote ? [lineToPlain(section.quote)] : []),
      ...(section.lines ?? []).map(lineToPlain),
      ...(section.list ?? []).map(lineToPlain),
      ...(section.table ? tableText({ ...section.table, rows: section.table.rows.slice(0, 10) }) : []),
      ...(section.code ? [escapeText(section.code)] : []),
    ]),
    ...(card.footer ? [lineToPlain(card.footer)] : []),
  ]
  const next = [
    ...(card.choice ? [card.choice.placeholder] : []),
    ...[...(card.buttons ?? []), ...(card.menu ?? [])].map(({ label }) => label),
  ]
  const steps = cutMrkdwn(next.map((label) => `[${escapeText(label)}]`).join(' '), blockLimits.fallbackSteps)
  return [cutMrkdwn(lines.filter((line) => line !== '').join('\n'), blockLimits.fallback), steps]
    .filter(Boolean)
    .join('\n')
}

const nothingRefused: Refused = new Set()

/** The blocks of a card for a message or the Home tab. */
/** Slack takes so much of words beside a picture. */
const mostAlt = 2000

function pictureBlocks({ chart, file }: Picture): KnownBlock[] {
  const { alt } = chart
  if (file === undefined) return sectionBlocks([lineToMrkdwn([{ italic: alt }])])
  return [{ type: 'image', slack_file: { id: file }, alt_text: cutText(alt, mostAlt) }]
}

function cardBlocks(card: Card, refused: Refused, most: number = blockLimits.blocks): KnownBlock[] {
  const { filters = [], choice } = card
  const lines = [titleLine(card), ...(card.lines ?? []).map(lineToMrkdwn)]
  return withinLimits(
    [
      ...sectionBlocks(filters.length > 0 ? lines.slice(0, 1) : lines),
      ...selectBlocks(filters),
      ...(filters.length > 0 ? sectionBlocks(lines.slice(1)) : []),
      ...factBlocks(card.facts ?? []),
      ...(card.course ? courseBlocks(card.course, refused) : []),
      ...(card.pictures ?? []).flatMap(pictureBlocks),
      ...(card.sections ?? []).flatMap((section) => sectionOf(section, refused)),
    ],
    [
      ...selectBlocks(choice ? [choice] : []),
      ...buttonBlocks(card.buttons ?? [], card.menu ?? []),
      ...contextBlock(card.footer ?? ''),
    ],
    most,
  )
}

/** The blocks of a card in a modal, which takes more of them. Nobody asks there which modern ones a workspace has. */
export function paneBlocks(card: Card): KnownBlock[] {
  return cardBlocks(card, new Set(modernBlockTypes), blockLimits.paneBlocks)
}

function titleLine({ mark, tone = 'neutral', title, state = '' }: Card): string {
  const shown = lineToMrkdwn(state)
  return `${mark ?? toneMarks[tone]} ${lineToMrkdwn({ bold: title })}${shown === '' ? '' : ` · ${shown}`}`
}

export function renderCard(card: Card): RenderedMessage {
  const blocks = cardBlocks(card, nothingRefused)
  const types = modernIn(blocks)
  const modern = { types, plain: types.length === 0 ? blocks : cardBlocks(card, new Set(types)) }
  const entities = entitiesOf(card)
  return {
    text: fallbackText(card),
    blocks,
    ...(types.length > 0 && { modern }),
    ...(entities.length > 0 && { entities }),
  }
}
