import * as z from 'zod'
import { type Locale, locales, type Text, type TextTemplate } from '../base/i18n.ts'
import { holdsSecretForm } from '../security/secret-forms.ts'

/**
 * The controls an argument can have. Every argument of a command is made here, so that the text parser, the modal and
 * the documentation read the same declaration. `cloud`: a select whose options come from DRS, a text field if it is silent.
 * `tasks`: several of the channel's tasks.
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

export const arg = {
  text: (
    options: Named & {
      min?: number
      max?: number
      pattern?: { regex: RegExp; hint: Text }
      typed?: string
    },
  ) => {
    const base = z
      .string()
      .trim()
      .min(options.min ?? 1)
      .max(options.max ?? 3000)
    const schema = options.pattern
      ? base.regex(options.pattern.regex, options.pattern.hint.en)
      : withoutSecrets(base)
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
        ctx.addIssue({ code: 'custom', params: { text: someOf(table.map(({ value }) => value)) } })
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
        const ids = listed(text).map((word) => idIn(word))
        const known = ids.flatMap((id) => (id === undefined ? [] : [id]))
        if (known.length > 0 && known.length === ids.length) return [...new Set(known)]
        ctx.addIssue({ code: 'custom', params: { text: issueWords.people } })
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
  /** Several of them, with commas between. */
  tasks: (options: Named = { label: { en: 'Tasks', 'zh-CN': '任务' } }) =>
    described(z.string().trim().min(1), { control: 'tasks', ...options }),
  search: (options: Named) => described(z.string().trim().min(1), { control: 'search', ...options }),
  cloud: (options: Named) => described(z.string().trim().min(1), { control: 'cloud', ...options }),
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

const issueWords = {
  value: { en: 'Enter a value', 'zh-CN': '请填写' },
  valid: { en: 'Enter a valid value', 'zh-CN': '请填写有效的值' },
  people: {
    en: 'Name people and groups as mentions, for example @maria @dba',
    'zh-CN': '请用 @ 提及用户或用户组，例如 @maria @dba',
  },
  secret: {
    en: 'This seems to contain a password. Remove it here. If it is real, change it: Slack has already received it.',
    'zh-CN': '内容中疑似包含密码，请删除后再提交。如果是真实密码，请立即更换：Slack 已经收到该内容。',
  },
} satisfies Record<string, Text>

const tooShort: TextTemplate<[min: number]> = {
  en: (min) => `At least ${min} characters needed`,
  'zh-CN': (min) => `至少需要 ${min} 个字符`,
}

const tooLong: TextTemplate<[max: number]> = {
  en: (max) => `At most ${max} characters allowed`,
  'zh-CN': (max) => `最多允许 ${max} 个字符`,
}

const wholeNumber: TextTemplate<[min: number | undefined, max: number | undefined]> = {
  en: (min, max) => `Enter a whole number from ${min} to ${max}`,
  'zh-CN': (min, max) => `请填写 ${min} 到 ${max} 之间的整数`,
}

const oneOf: TextTemplate<[values: readonly string[]]> = {
  en: (values) => `Use one of: ${values.join(', ')}`,
  'zh-CN': (values) => `可选值：${values.join('、')}`,
}

function someOf(values: readonly string[]): Text {
  return {
    en: `Use one or more of: ${values.join(', ')}`,
    'zh-CN': `可选一项或多项：${values.join('、')}`,
  }
}

const isText = (value: unknown): value is Text =>
  typeof value === 'object' && value !== null && locales.every((locale) => locale in value)

/**
 * A field error in the reader's language: what is wrong and what would be right. A rule over several arguments says it
 * itself, with the issue's `params: { text: Text }`.
 */
export function issueText(field: ArgumentField | undefined, issue: z.core.$ZodIssue, locale: Locale): string {
  if (issue.code === 'custom') {
    const said = issue.params?.text
    return isText(said) ? said[locale] : issue.message
  }
  if (field?.control === 'number') return wholeNumber[locale](field.min, field.max)
  // The other rules go along with a limit, so that the person is not sent round twice.
  const rules = field?.hint ? ` · ${field.hint[locale]}` : ''
  if (issue.code === 'too_small') {
    const least = Number(issue.minimum)
    return least > 1 ? `${tooShort[locale](least)}${rules}` : issueWords.value[locale]
  }
  if (issue.code === 'too_big') return `${tooLong[locale](Number(issue.maximum))}${rules}`
  if (issue.code === 'invalid_value') return oneOf[locale](issue.values.map(String))
  if (issue.code === 'invalid_format' && field?.hint) return field.hint[locale]
  return issueWords.valid[locale]
}
