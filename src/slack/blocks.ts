import type {
  ConfirmationDialog,
  KnownBlock,
  Overflow,
  PlainTextElement,
  Button as SlackButton,
} from '@slack/types'
import { menuTarget, menuValue, numberedTarget } from '../domain/command-targets.ts'
import type { Button, Card, Line, MenuEntry, Section, SelectMenu, Tone } from '../views/card.ts'
import { cutMrkdwn, cutText, escapeText, lineToMrkdwn, lineToPlain } from './text.ts'

/**
 * Cards → Block Kit. The only place that knows Slack's limits (Slack docs, "Blocks", "Block elements", "Text object",
 * "Confirmation dialog object", "chat.update method") and, with text.ts, escaping.
 */
export const blockLimits = {
  blocks: 50,
  sectionText: 2900,
  fields: 10,
  fieldText: 1900,
  buttons: 25,
  menu: 5,
  buttonText: 75,
  options: 100,
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
}

export function plainText(text: string, max: number): PlainTextElement {
  return { type: 'plain_text', text: cutText(text, max), emoji: true }
}

function sectionBlock(lines: readonly string[]): KnownBlock[] {
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
function sectionBlocks(lines: readonly string[]): KnownBlock[] {
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
        `*${escapeText(fact.label)}*\n${lineToMrkdwn(fact.value) || '–'}`,
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

function sectionOf(section: Section): KnownBlock[] {
  return sectionBlocks([
    ...(section.heading ? [lineToMrkdwn({ bold: section.heading })] : []),
    ...(section.quote ? quoted(section.quote) : []),
    ...(section.lines ?? []).map(lineToMrkdwn),
    ...(section.list ?? []).map(bullet),
    ...(section.code ? [fenced(section.code)] : []),
  ])
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

function menuElement(entries: readonly MenuEntry[]): Overflow {
  const options = entries.slice(0, blockLimits.menu).map(({ label, action, value }) => ({
    text: plainText(label, blockLimits.optionText),
    value: menuValue(action, value),
  }))
  return { type: 'overflow', action_id: menuTarget, options }
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

function choiceBlock(choice: SelectMenu): KnownBlock[] {
  if (choice.options.length === 0) return []
  const options = choice.options.slice(0, blockLimits.options).map((option) => ({
    text: plainText(option.label, blockLimits.optionText),
    value: option.value,
  }))
  const placeholder = plainText(choice.placeholder, blockLimits.placeholder)
  return [
    {
      type: 'actions',
      elements: [{ type: 'static_select', action_id: choice.action, placeholder, options }],
    },
  ]
}

/** A card has at most 50 blocks; what does not fit is counted, not dropped in silence. */
function withinLimits(blocks: KnownBlock[], tail: KnownBlock[]): KnownBlock[] {
  const room = blockLimits.blocks - tail.length
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
  const lines: string[] = [
    escapeText(card.title),
    ...(card.lines ?? []).map(lineToPlain),
    ...(card.facts ?? []).map((fact) => `${escapeText(fact.label)}: ${lineToPlain(fact.value)}`),
    ...(card.sections ?? []).flatMap((section) => [
      ...(section.heading ? [escapeText(section.heading)] : []),
      ...(section.quote ? [lineToPlain(section.quote)] : []),
      ...(section.lines ?? []).map(lineToPlain),
      ...(section.list ?? []).map(lineToPlain),
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

/** The blocks of a card for a message or the Home tab. */
export function cardBlocks(card: Card): KnownBlock[] {
  const title = `${card.mark ?? toneMarks[card.tone ?? 'neutral']} ${lineToMrkdwn({ bold: card.title })}`
  return withinLimits(
    [
      ...sectionBlocks([title, ...(card.lines ?? []).map(lineToMrkdwn)]),
      ...factBlocks(card.facts ?? []),
      ...(card.sections ?? []).flatMap(sectionOf),
    ],
    [
      ...(card.choice ? choiceBlock(card.choice) : []),
      ...buttonBlocks(card.buttons ?? [], card.menu ?? []),
      ...contextBlock(card.footer ?? ''),
    ],
  )
}

export function renderCard(card: Card): RenderedMessage {
  return { text: fallbackText(card), blocks: cardBlocks(card) }
}
