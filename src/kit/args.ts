import * as z from 'zod'
import { type Locale, locales, type Text, type TextTemplate } from '../base/i18n.ts'
import { holdsSecretForm } from '../security/secret-forms.ts'

/**
 * The controls an argument can have. Every argument of a command is made here, so that the text parser, the modal and
 * the documentation read the same declaration. `cloud`: a select whose options come from DRS, a text field if it is silent.
 * `clouds`: several of them, with commas between. `tasks`: several of the channel's tasks.
 * `search`: type-ahead over the command's own options. `choices`: several of a table, typed with commas between. `people`:
 * users and user groups, typed as mentions. `file`: a file handed over in the form; its value is Slack's file id.
 */
export type ArgumentControl =
  | 'text'
  | 'multiline'
  | 'number'
  | 'choice'
  | 'choices'
  | 'flag'
  | 'task'
  | 'tasks'
  | 'cloud'
  | 'clouds'
  | 'search'
  | 'people'
  | 'file'

export interface ArgMeta {
  readonly control: ArgumentControl
  readonly label: Text
  readonly hint?: Text
  /** What stands for the value where the command is shown as it is typed; the argument's name if left out. */
  readonly typed?: string
  /** Words of the values of a choice. */
  readonly words?: Readonly<Record<string, Text>>
  /** Limits of a number. */
  readonly min?: number
  readonly max?: number
}

type Named = { readonly label: Text; readonly hint?: Text }
type Value = { readonly value: string; readonly words: Text }

function described<S extends z.ZodType>(schema: S, meta: ArgMeta): S {
  return schema.meta({ ...meta })
}

function listed(text: string): readonly string[] {
  return text.split(/[\s,，、]+/).filter((word) => word !== '')
}

/** As Slack hands over what a person typed as `@name` (Slack docs, Slash commands, "Escaping"), or as a form does: the id. */
const mentionPattern = /^(?:<(?:@|!subteam\^)([USW][A-Z0-9]{1,29})(?:\|[^>]*)?>|([USW][A-Z0-9]{1,29}))$/

function idIn(word: string): string | undefined {
  const [, mentioned, plain] = mentionPattern.exec(word) ?? []
  return mentioned ?? plain
}

/** What people write is stored and shown: a password must not come that way. */
function withoutSecrets(schema: z.ZodString): z.ZodString {
  return schema.superRefine((text, ctx) => {
    if (holdsSecretForm(text)) ctx.addIssue({ code: 'custom', params: { text: issueWords.secret } })
  })
}

/** A pattern that a value has to fit: the hint says what belongs there, `wrong` what it is about a value that does not. */
interface ValuePattern {
  readonly regex: RegExp
  readonly hint: Text
  readonly wrong: (value: string) => Text
}

function fitting(schema: z.ZodString, { regex, wrong }: ValuePattern): z.ZodString {
  return schema.superRefine((text, ctx) => {
    // An empty text is missing, not wrong.
    if (text !== '' && !regex.test(text)) ctx.addIssue({ code: 'custom', params: { text: wrong(text) } })
  })
}

/** The characters of a value that may not stand in it, each once, as they are named to people. */
export function strangeCharacters(value: string, allowed: RegExp): Text {
  const strange = [...new Set([...value].filter((one) => !allowed.test(one)))]
  const named = (space: string) => strange.map((one) => (/\s/.test(one) ? space : `“${one}”`))
  return { en: named('a space').join(', '), 'zh-CN': named('空格').join('、') }
}

export const arg = {
  text: (
    options: Named & {
      min?: number
      max?: number
      pattern?: ValuePattern
      typed?: string
    },
  ) => {
    const base = z
      .string()
      .trim()
      .min(options.min ?? 1)
      .max(options.max ?? 3000)
    const schema = options.pattern ? fitting(base, options.pattern) : withoutSecrets(base)
    return described(schema, {
      control: 'text',
      label: options.label,
      ...(options.typed !== undefined && { typed: options.typed }),
      ...((options.pattern?.hint ?? options.hint) && {
        hint: options.pattern?.hint ?? (options.hint as Text),
      }),
    })
  },
  multiline: (options: Named & { max?: number }) =>
    described(
      withoutSecrets(
        z
          .string()
          .trim()
          .min(1)
          .max(options.max ?? 3000),
      ),
      {
        control: 'multiline',
        label: options.label,
        ...(options.hint && { hint: options.hint }),
      },
    ),
  number: (options: Named & { min: number; max: number }) =>
    described(
      z
        .string()
        .trim()
        .regex(/^[+-]?\d{1,15}$/)
        .pipe(z.coerce.number<string>().min(options.min).max(options.max)),
      { control: 'number', ...options },
    ),
  choice: <const T extends readonly Value[]>(table: T, options: Named) =>
    described(z.enum(table.map((row) => row.value) as [T[number]['value'], ...T[number]['value'][]]), {
      control: 'choice',
      ...options,
      words: Object.fromEntries(table.map((row) => [row.value, row.words])),
    }),
  choices: <const T extends readonly Value[]>(table: T, options: Named) =>
    described(
      z.string().transform((text, ctx): readonly T[number]['value'][] => {
        const words = listed(text)
        const chosen = table.filter(({ value }) => words.includes(value)).map(({ value }) => value)
        if (chosen.length > 0 && chosen.length === new Set(words).size) return chosen
        const known = table.map(({ value }): string => value)
        const odd = words.filter((word) => !known.includes(word)).map(quoted)
        ctx.addIssue({ code: 'custom', params: { text: someOf(odd, known) } })
        return z.NEVER
      }),
      {
        control: 'choices',
        ...options,
        words: Object.fromEntries(table.map((row) => [row.value, row.words])),
      },
    ),
  /** Ids of Slack users and user groups. */
  people: (options: Named) =>
    described(
      z.string().transform((text, ctx): readonly string[] => {
        const words = listed(text)
        const known = words.flatMap((word) => idIn(word) ?? [])
        if (known.length > 0 && known.length === words.length) return [...new Set(known)]
        const odd = words.filter((word) => idIn(word) === undefined)
        ctx.addIssue({ code: 'custom', params: { text: noMentions(odd.map(quoted)) } })
        return z.NEVER
      }),
      { control: 'people', ...options },
    ),
  /** Typed as a bare `--name`; in a form a box to tick. */
  flag: ({ initial = false, ...named }: Named & { initial?: boolean }) =>
    described(
      z
        .enum(['true', 'false'])
        .default(initial ? 'true' : 'false')
        .transform((value) => value === 'true'),
      { control: 'flag', ...named },
    ),
  /** A task by name, id or unique prefix. */
  task: (options: Named = { label: { en: 'Task', 'zh-CN': '任务' } }) =>
    described(z.string().trim().min(1), { control: 'task', ...options }),
  /** Several of them, with blanks or commas between, also as patterns such as `wave1-*`. */
  tasks: (options: Named = { label: { en: 'Tasks', 'zh-CN': '任务' } }) =>
    described(z.string().trim().min(1), { control: 'tasks', ...options }),
  /** A file that is uploaded in a form; its value is Slack’s file id. */
  file: (options: Named) => described(z.string().trim().min(1), { control: 'file', ...options }),
  search: (options: Named) => described(z.string().trim().min(1), { control: 'search', ...options }),
  cloud: (options: Named) => described(z.string().trim().min(1), { control: 'cloud', ...options }),
  /** Several of them, each once. */
  clouds: (options: Named) =>
    described(
      z
        .string()
        .trim()
        .min(1)
        .transform((text): readonly string[] => [...new Set(text.split(/\s*[,，、]\s*/).filter(Boolean))]),
      { control: 'clouds', ...options },
    ),
}

/** One argument as forms and help see it; `min` and `max` are the length of a text or the limits of a number. */
export interface ArgumentField extends ArgMeta {
  readonly name: string
  readonly required: boolean
  readonly initial?: string
  readonly values?: readonly string[]
  /** Of pasted JSON: what may stand in it, and a text to start from. */
  readonly structure?: { readonly members: readonly Member[]; readonly example?: string }
}

/** What can be chosen in it comes from DRS. */
export function isFromCloud({ control }: Pick<ArgumentField, 'control'>): boolean {
  return control === 'cloud' || control === 'clouds'
}

/** A part of pasted JSON: its path from the value, for example `[].job_id`. */
export interface Member {
  readonly path: string
  readonly meaning: Text
  readonly required: boolean
}

const isMeta = (value: unknown): value is ArgMeta =>
  typeof value === 'object' && value !== null && 'control' in value && 'label' in value

/**
 * The fields of an argument schema, read through zod's public JSON Schema output. An argument that was not made with
 * `arg` has no control and is refused when the program starts, as is a schema that would drop unknown options in silence.
 */
export function argumentFields(schema: z.ZodObject): readonly ArgumentField[] {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  // A catch-all is a declaration too: the command itself looks at what it catches.
  if (json.additionalProperties === undefined) throw new Error('declare arguments with z.strictObject')
  const required = new Set(json.required ?? [])
  return Object.entries(json.properties ?? {}).map(([name, property]) => {
    if (typeof property !== 'object' || !isMeta(property)) {
      throw new Error(`the argument ${name} has no control; declare it with arg.*`)
    }
    return toField(name, property, required.has(name))
  })
}

type Property = ArgMeta & {
  default?: unknown
  enum?: unknown[]
  minLength?: number
  maxLength?: number
}

function toField(name: string, property: Property, required: boolean): ArgumentField {
  const min = property.minLength ?? property.min
  const max = property.maxLength ?? property.max
  return {
    name,
    control: property.control,
    label: property.label,
    ...(property.hint && { hint: property.hint }),
    ...(property.typed !== undefined && { typed: property.typed }),
    ...(property.words && { words: property.words, values: Object.keys(property.words) }),
    ...(property.default !== undefined && { initial: String(property.default) }),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    required,
  }
}

/** What is said of a field that must not be empty. */
export const emptyWords: Text = { en: 'Fill in this field.', 'zh-CN': '请填写此项。' }

const issueWords = {
  secret: {
    en: 'This seems to contain a password. Remove it here. If it is real, change it: Slack has already received it.',
    'zh-CN': '内容中疑似包含密码，请删除后再提交。如果是真实密码，请立即更换：Slack 已经收到该内容。',
  },
} satisfies Record<string, Text>

const tooShort: TextTemplate<[value: string, has: number, min: number]> = {
  en: (value, has, min) =>
    `“${value}” has ${has} ${has === 1 ? 'character' : 'characters'}, at least ${min} are needed`,
  'zh-CN': (value, has, min) => `“${value}”只有 ${has} 个字符，至少需要 ${min} 个`,
}

const tooLong: TextTemplate<[has: number, max: number]> = {
  en: (has, max) => `This has ${has} characters, at most ${max} are allowed`,
  'zh-CN': (has, max) => `内容有 ${has} 个字符，最多允许 ${max} 个`,
}

const noWholeNumber: TextTemplate<[value: string]> = {
  en: (value) => `“${value}” is not a whole number`,
  'zh-CN': (value) => `“${value}”不是整数`,
}

const tooLow: TextTemplate<[value: string, min: number]> = {
  en: (value, min) => `${value} is too low, the lowest is ${min}`,
  'zh-CN': (value, min) => `${value} 过小，最小为 ${min}`,
}

const tooHigh: TextTemplate<[value: string, max: number]> = {
  en: (value, max) => `${value} is too high, the highest is ${max}`,
  'zh-CN': (value, max) => `${value} 过大，最大为 ${max}`,
}

const oneOf: TextTemplate<[value: string, values: readonly string[]]> = {
  en: (value, values) => `“${value}” is not one of: ${values.join(', ')}`,
  'zh-CN': (value, values) => `“${value}”无效，可选值：${values.join('、')}`,
}

/** As much of a value as an error quotes. */
function quoted(value: string): string {
  return value.length > 40 ? `${value.slice(0, 40)}…` : value
}

function someOf(odd: readonly string[], values: readonly string[]): Text {
  if (odd.length === 0) return emptyWords
  return {
    en: `Not one of ${values.join(', ')}: ${odd.join(', ')}`,
    'zh-CN': `不在可选值（${values.join('、')}）之内：${odd.join('、')}`,
  }
}

function noMentions(odd: readonly string[]): Text {
  if (odd.length === 0) return emptyWords
  return {
    en: `Not a mention: ${odd.join(', ')}. Type @ and choose, for example @maria @dba.`,
    'zh-CN': `不是提及：${odd.join('、')}。请输入 @ 后选择，例如 @maria @dba。`,
  }
}

const isText = (value: unknown): value is Text =>
  typeof value === 'object' && value !== null && locales.every((locale) => locale in value)

/**
 * A field error in the reader's language: what is wrong with this value; what belongs there is said by the hint. A rule over
 * several arguments says it itself, with the issue's `params: { text: Text }`.
 */
export function issueText(
  field: ArgumentField | undefined,
  issue: z.core.$ZodIssue,
  locale: Locale,
  given?: string,
): string {
  if (given === undefined || given.trim() === '') return saidBy(issue, locale) ?? emptyWords[locale]
  const value = quoted(given.trim())
  if (field?.control === 'number') {
    if (issue.code === 'too_small') return tooLow[locale](value, Number(issue.minimum))
    if (issue.code === 'too_big') return tooHigh[locale](value, Number(issue.maximum))
    return noWholeNumber[locale](value)
  }
  // The other rules go along with a limit, so that the person is not sent round twice.
  const rules = field?.hint ? ` · ${field.hint[locale]}` : ''
  const has = given.trim().length
  if (issue.code === 'too_small') return `${tooShort[locale](value, has, Number(issue.minimum))}${rules}`
  if (issue.code === 'too_big') return `${tooLong[locale](has, Number(issue.maximum))}${rules}`
  if (issue.code === 'invalid_value') return oneOf[locale](value, issue.values.map(String))
  return saidBy(issue, locale) ?? notValid[locale](value)
}

const notValid: TextTemplate<[value: string]> = {
  en: (value) => `“${value}” does not fit here`,
  'zh-CN': (value) => `“${value}”不适用于此项`,
}

/** The words of a rule that brings its own. */
function saidBy(issue: z.core.$ZodIssue, locale: Locale): string | undefined {
  if (issue.code !== 'custom') return undefined
  const said = issue.params?.text
  return isText(said) ? said[locale] : issue.message
}
