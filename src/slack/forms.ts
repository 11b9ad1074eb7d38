import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types'
import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import type { InvalidField } from '../base/user-error.ts'
import { type ArgumentField, isFromCloud } from '../kit/args.ts'
import type { SelectOption } from '../kit/command.ts'
import type { Card, Line } from '../views/card.ts'
import { blockLimits, paneBlocks, plainText } from './blocks.ts'
import { cutMrkdwn, escapeText, lineToMrkdwn } from './text.ts'

/**
 * Forms: fields → a modal, and what Slack sends back → raw values. A field's block id is its name, so that an error
 * finds its field; the block is remade when the fields of a page change.
 */
const viewLimits = { title: 24, button: 24, label: 2000, hint: 2000, optionValue: 150 } as const

const words = {
  next: { en: 'Next', 'zh-CN': '下一步' },
  send: { en: 'Submit', 'zh-CN': '提交' },
  close: { en: 'Cancel', 'zh-CN': '取消' },
  back: { en: 'Back', 'zh-CN': '上一步' },
  done: { en: 'Close', 'zh-CN': '关闭' },
  loading: { en: 'One moment …', 'zh-CN': '请稍候……' },
  yes: { en: 'Yes', 'zh-CN': '是' },
  search: { en: 'Type part of the name', 'zh-CN': '输入名称的一部分' },
  pick: { en: 'Choose', 'zh-CN': '请选择' },
  kept: { en: 'What you typed is still here.', 'zh-CN': '您填写的内容仍在此处。' },
  required: { en: 'required', 'zh-CN': '必填' },
  example: { en: 'Example:', 'zh-CN': '示例：' },
  silent: {
    en: 'DRS returned no choices. Type the value.',
    'zh-CN': 'DRS 未返回可选值，请直接输入。',
  },
} satisfies Record<string, Text>

const moreMembers: TextTemplate<[number: number]> = {
  en: (number) => `… and ${number} more, see docs/api.md`,
  'zh-CN': (number) => `……还有 ${number} 项，见 docs/api.md`,
}

export const callbackId = 'cmd:form'
/** action_id of every field, so that type-ahead requests find their way. */
export const fieldAction = 'field'
export const backAction = 'form:back'

/** What Slack is told about a form that somebody has sent. */
export type FormAnswer =
  | { readonly response_action: 'errors'; readonly errors: Readonly<Record<string, string>> }
  | { readonly response_action: 'update'; readonly view: ModalView }
  | { readonly response_action: 'clear' }

/** A page ready to be drawn. */
export interface FormPage {
  /** Names the draft on our side and the page; the only thing the view carries. */
  readonly mark: string
  readonly title: string
  readonly fields: readonly ArgumentField[]
  readonly values: Readonly<Record<string, string>>
  /** Options of cloud fields; a field that is missing here is shown as text. */
  readonly options: Readonly<Record<string, readonly SelectOption[]>>
  /** Lines above the fields, for example the task that a button has already named. */
  readonly intro: readonly Line[]
  readonly first: boolean
  readonly last: boolean
  /** What the button of the last page does. */
  readonly deed?: Text
}

function optionOf(value: string, label: string): PlainTextOption {
  return { text: plainText(label, blockLimits.optionText), value }
}

function choiceElement(
  field: ArgumentField,
  options: readonly PlainTextOption[],
  initial: string | undefined,
  locale: Locale,
) {
  const chosen = options.find((option) => option.value === (initial ?? field.initial))
  return {
    type: 'static_select' as const,
    action_id: fieldAction,
    placeholder: plainText(words.pick[locale], blockLimits.placeholder),
    options: [...options],
    ...(chosen && { initial_option: chosen }),
  }
}

const several = (text: string | undefined): readonly string[] => text?.split(',') ?? []

function choicesElement(options: readonly PlainTextOption[], initial: string | undefined, locale: Locale) {
  const chosen = options.filter(({ value }) => value !== undefined && several(initial).includes(value))
  return {
    type: 'multi_static_select' as const,
    action_id: fieldAction,
    placeholder: plainText(words.pick[locale], blockLimits.placeholder),
    options: [...options],
    ...(chosen.length > 0 && { initial_options: chosen }),
  }
}

/** Slack has no element for user groups: a group that was typed is kept out of the form's first choice. */
function peopleElement(initial: string | undefined, locale: Locale) {
  const users = several(initial).filter((id) => /^[UW][A-Z0-9]+$/.test(id))
  return {
    type: 'multi_users_select' as const,
    action_id: fieldAction,
    placeholder: plainText(words.pick[locale], blockLimits.placeholder),
    ...(users.length > 0 && { initial_users: users }),
  }
}

function textElement(field: ArgumentField, initial: string | undefined, multiline: boolean) {
  return {
    type: 'plain_text_input' as const,
    action_id: fieldAction,
    multiline,
    ...(field.max !== undefined && { max_length: Math.min(3000, field.max) }),
    ...((initial ?? field.initial) && { initial_value: initial ?? field.initial }),
  }
}

function searchElement(initial: string | undefined, label: string | undefined, locale: Locale) {
  return {
    type: 'external_select' as const,
    action_id: fieldAction,
    placeholder: plainText(words.search[locale], blockLimits.placeholder),
    min_query_length: 0,
    ...(initial && { initial_option: optionOf(initial, label ?? initial) }),
  }
}

/** As many tasks as one call of DRS takes (6.1.14). */
const mostTasks = 10

function tasksElement(initial: string | undefined, offered: readonly SelectOption[] = [], locale: Locale) {
  const chosen = several(initial).map((value, i) => optionOf(value, offered[i]?.label ?? value))
  return {
    type: 'multi_external_select' as const,
    action_id: fieldAction,
    placeholder: plainText(words.search[locale], blockLimits.placeholder),
    min_query_length: 0,
    max_selected_items: mostTasks,
    ...(chosen.length > 0 && { initial_options: chosen }),
  }
}

function optionsInWords({ words: labels = {} }: ArgumentField, locale: Locale): readonly PlainTextOption[] {
  return Object.entries(labels).map(([value, text]) => optionOf(value, text[locale]))
}

function element(field: ArgumentField, page: FormPage, locale: Locale): InputBlock['element'] {
  const initial = page.values[field.name]
  const offered = page.options[field.name]
  switch (field.control) {
    case 'choice':
      return choiceElement(field, optionsInWords(field, locale), initial, locale)
    case 'choices':
      return choicesElement(optionsInWords(field, locale), initial, locale)
    case 'people':
      return peopleElement(initial, locale)
    case 'cloud':
    case 'clouds': {
      if (!offered?.length) return textElement(field, initial, false)
      const options = offered.slice(0, blockLimits.options).map((o) => optionOf(o.value, o.label))
      return field.control === 'cloud'
        ? choiceElement(field, options, initial, locale)
        : choicesElement(options, initial, locale)
    }
    case 'tasks':
      return tasksElement(initial, offered, locale)
    case 'task':
    case 'search':
      return searchElement(initial, offered?.[0]?.label, locale)
    case 'file':
      return { type: 'file_input', action_id: fieldAction, max_files: 1 }
    case 'flag': {
      const yes = optionOf('true', words.yes[locale])
      return {
        type: 'checkboxes',
        action_id: fieldAction,
        options: [yes],
        ...((initial ?? field.initial) === 'true' && { initial_options: [yes] }),
      }
    }
    case 'number':
      return {
        type: 'number_input',
        action_id: fieldAction,
        is_decimal_allowed: false,
        ...(field.min !== undefined && { min_value: String(field.min) }),
        ...(field.max !== undefined && { max_value: String(field.max) }),
        ...((initial ?? field.initial) && { initial_value: initial ?? field.initial }),
      }
    default:
      return textElement(field, initial, field.control === 'multiline')
  }
}

function hintOf(field: ArgumentField, page: FormPage, locale: Locale): string | undefined {
  const degraded = isFromCloud(field) && !page.options[field.name]?.length
  return (
    [field.hint?.[locale], degraded ? words.silent[locale] : undefined].filter(Boolean).join(' ') || undefined
  )
}

function inputBlock(field: ArgumentField, page: FormPage, locale: Locale): InputBlock {
  const hint = hintOf(field, page, locale)
  return {
    type: 'input',
    block_id: field.name,
    label: plainText(field.label[locale], viewLimits.label),
    element: element(field, page, locale),
    optional: !field.required,
    ...(hint && { hint: plainText(hint, viewLimits.hint) }),
  }
}

/** More parts than these would push the fields below out of sight. */
const mostMembers = 30

/** What may stand in pasted JSON, below its field: the parts with their meaning, and an example to copy. */
function structureBlocks({ structure }: ArgumentField, locale: Locale): KnownBlock[] {
  if (!structure) return []
  const shown = structure.members.slice(0, mostMembers)
  const left = structure.members.length - shown.length
  const members = shown.map(
    ({ path, meaning, required }): Line => [
      { code: path },
      ` ${meaning[locale]}${required ? ` · ${words.required[locale]}` : ''}`,
    ],
  )
  const lines = [...members, ...(left > 0 ? [moreMembers[locale](left)] : [])]
  return [...introBlock(lines), ...codeBlock(structure.example, locale)]
}

function codeBlock(example: string | undefined, locale: Locale): KnownBlock[] {
  if (example === undefined) return []
  const fence = '```'
  const code = cutMrkdwn(escapeText(example), blockLimits.sectionText - 100)
  const text = `${words.example[locale]}\n${fence}${code}${fence}`
  return [{ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } }]
}

function introBlock(lines: readonly Line[]): KnownBlock[] {
  if (lines.length === 0) return []
  const text = cutMrkdwn(lines.map(lineToMrkdwn).join('\n'), blockLimits.sectionText)
  return [{ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } }]
}

export function formView(page: FormPage, locale: Locale): ModalView {
  return {
    type: 'modal',
    callback_id: callbackId,
    private_metadata: page.mark,
    title: plainText(page.title, viewLimits.title),
    submit: plainText((page.last ? (page.deed ?? words.send) : words.next)[locale], viewLimits.button),
    close: plainText(words.close[locale], viewLimits.button),
    blocks: [
      ...introBlock(page.intro),
      ...page.fields.flatMap((field) => [inputBlock(field, page, locale), ...structureBlocks(field, locale)]),
      ...(page.first ? [] : [backBlock(locale)]),
    ],
  }
}

function backBlock(locale: Locale): KnownBlock {
  const text = plainText(words.back[locale], blockLimits.buttonText)
  return { type: 'actions', elements: [{ type: 'button', action_id: backAction, text, value: 'back' }] }
}

/** A view without fields: while something is being fetched, or to say why there is no form. */
export function noteView(title: string, lines: readonly Line[], locale: Locale): ModalView {
  return {
    type: 'modal',
    callback_id: callbackId,
    title: plainText(title, viewLimits.title),
    close: plainText(words.done[locale], viewLimits.button),
    blocks: introBlock(lines.length > 0 ? lines : [words.loading[locale]]),
  }
}

/** A card in a modal. */
export function paneView(draftId: string, title: string, card: Card, locale: Locale): ModalView {
  return {
    type: 'modal',
    callback_id: callbackId,
    private_metadata: draftId,
    title: plainText(title, viewLimits.title),
    close: plainText(words.done[locale], viewLimits.button),
    blocks: paneBlocks(card),
  }
}

/** The id of the block in which `withNotice` speaks. */
const noticeBlock = 'notice'

/** The same view with a notice above it, in place of an earlier one. What was typed stays: its blocks keep their ids. */
export function withNotice(view: ModalView, lines: readonly Line[]): ModalView {
  const notice = introBlock(lines).map((block) => ({ ...block, block_id: noticeBlock }))
  return { ...view, blocks: [...notice, ...view.blocks.filter((block) => block.block_id !== noticeBlock)] }
}

/** The answer to a form that is not taken: it stays as it was typed, and says why on its first field. */
export function keptForm(shown: ModalView, why: Text): FormAnswer {
  const { en, 'zh-CN': zh } = words.kept
  const field = shown.blocks.find(({ type }) => type === 'input')?.block_id
  if (field === undefined) {
    return { response_action: 'update', view: noteView(shown.title.text, [why.en, why['zh-CN']], 'en') }
  }
  const errors = { [field]: `${why.en} ${en} ${why['zh-CN']}${zh}` }
  return { response_action: 'errors', errors }
}

/** What Slack sends of one input element, as far as our elements go (Slack docs, "Modals", view.state.values). */
interface StateValue {
  readonly type?: string
  readonly value?: string | null
  readonly selected_option?: { readonly value: string } | null
  readonly selected_options?: readonly { readonly value: string }[]
  readonly selected_users?: readonly string[]
  readonly files?: readonly { readonly id: string }[]
}
export type ViewState = Readonly<Record<string, Readonly<Record<string, StateValue>>>>

function rawValue(given: StateValue): string | undefined {
  const { selected_options: chosen, selected_users: users } = given
  const single = given.value ?? given.selected_option?.value ?? given.files?.[0]?.id
  if (single != null) return single
  if (given.type?.startsWith('multi_') && chosen) return chosen.map(({ value }) => value).join(',')
  return users?.join(',') ?? (chosen && (chosen[0]?.value ?? 'false'))
}

/** Raw values of the filled fields; an empty field is absent, a box that is not ticked says so. */
export function readViewValues(state: ViewState): Readonly<Record<string, string>> {
  const values: Record<string, string> = {}
  for (const [name, elements] of Object.entries(state)) {
    const given = elements[fieldAction]
    const value = given && rawValue(given)
    if (value) values[name] = value
  }
  return values
}

/** The ack that shows errors on their fields; an error of a field that is not on the page goes to the first one, with its name. */
export function errorsOnFields(
  invalid: readonly InvalidField[],
  fields: readonly ArgumentField[],
  locale: Locale,
): Readonly<Record<string, string>> {
  const names = fields.map((field) => field.name)
  const errors: Record<string, string> = {}
  for (const issue of invalid) {
    const here = names.includes(issue.field)
    const place = here ? issue.field : names[0]
    const text = here ? issue.text[locale] : `${issue.field}: ${issue.text[locale]}`
    if (place !== undefined && !(place in errors)) errors[place] = text
  }
  return errors
}
