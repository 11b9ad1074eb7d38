import type * as z from 'zod'
import { sameInAll, say, type Text } from '../base/i18n.ts'
import { nearest } from '../domain/text/nearest.ts'
import { isEntry } from '../drs/effects.ts'
import { ruleInChinese } from '../drs/rule-words.ts'

/**
 * What the contract says about a value that it refuses, as sentences for whoever typed it: where it stands, what was found there,
 * what may stand there, and what to do.
 */

type Issue = z.core.$ZodIssue

/** What the words need to know besides the issue. */
export interface RefusedValue {
  /** Of the part of the request, from its top. */
  readonly issue: Issue
  /** What was given for the part. */
  readonly given: unknown
  /** The names that may stand in the object at that place, as far as the schema lists them. */
  readonly names: (path: readonly PropertyKey[]) => readonly string[]
  /** The value at that place must not be repeated. */
  readonly isSecret: (path: readonly PropertyKey[]) => boolean
}

export function refusedValueText(refused: RefusedValue): Text {
  const { issue, given } = decided(refused.issue, refused.given)
  const [, ...inner] = issue.path
  return join(placeText(inner), sentence({ ...refused, issue }, valueAt(given, issue.path), inner.length > 0))
}

/** Several complaints of one field; nobody reads dozens of them at once. */
export function severalRefused(texts: readonly Text[]): Text {
  const shown = texts.slice(0, mostShown)
  const left = texts.length - shown.length
  const more = left > 0 ? [say(`And ${left} more.`, `另有 ${left} 处。`)] : []
  const all = [...shown, ...more]
  return say(all.map(({ en }) => en).join(' '), all.map((text) => text['zh-CN']).join(''))
}

const mostShown = 3

/**
 * Of several forms that a value may have, one is meant: the one of the value's own type, or else the documented one, which is the
 * first. Where all of them are choices, all choices count.
 */
function decided(issue: Issue, given: unknown): { readonly issue: Issue; readonly given: unknown } {
  if (issue.code !== 'invalid_union') return { issue, given }
  const branches = issue.errors.filter((branch) => branch.length > 0)
  const choices = branches.flatMap(([one]) => (one?.code === 'invalid_value' ? one.values : []))
  const [first] = branches
  const meant = branches.find(([one]) => one?.code !== 'invalid_type' || one.path.length > 0) ?? first
  const [inner] = meant ?? []
  if (!inner) return { issue, given }
  const path = [...issue.path, ...inner.path]
  const named = inner.code === 'invalid_value' ? { ...inner, values: choices } : inner
  return decided({ ...named, path } as Issue, given)
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((here, name) => {
    return typeof here === 'object' && here !== null ? Reflect.get(here, name) : undefined
  }, given)
}

/** `Entry 2 › speed_limit › entry 1: `, or nothing for the value of the field itself. */
function placeText(path: readonly PropertyKey[]): Text {
  if (path.length === 0) return sameInAll('')
  const steps = path.map((step) =>
    typeof step === 'number' ? say(`entry ${step + 1}`, `第 ${step + 1} 项`) : sameInAll(String(step)),
  )
  const [en, zh] = [steps.map((step) => step.en).join(' › '), steps.map((step) => step['zh-CN']).join(' › ')]
  return say(`${en.startsWith('entry ') ? `E${en.slice(1)}` : en}: `, `${zh}：`)
}

function join(...texts: readonly Text[]): Text {
  return say(texts.map(({ en }) => en).join(''), texts.map((text) => text['zh-CN']).join(''))
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === ''
}

function sentence(refused: RefusedValue, value: unknown, isInside: boolean): Text {
  const { issue, isSecret } = refused
  if (isMissing(value)) return missing(issue, isInside)
  const found = isSecret(issue.path) ? hidden : quotedValue(value)
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.expected, value, found, isInside && !isSecret(issue.path))
    case 'invalid_value':
      return wrongChoice(found, value, issue.values.map(String).filter(Boolean))
    case 'too_small':
      return tooSmall(issue.origin, Number(issue.minimum), value, found)
    case 'too_big':
      return tooBig(issue.origin, Number(issue.maximum), value, found)
    case 'unrecognized_keys':
      return unknownNames(issue.keys, refused.names(issue.path))
    default:
      return breaksRule(found, ruleOf(issue))
  }
}

const hidden: Text = say('The value', '该值')

/** As much of a value as a complaint repeats. */
const mostQuoted = 40

function quotedValue(value: unknown): Text {
  if (Array.isArray(value)) return say('This list', '该列表')
  if (typeof value === 'object' && value !== null) return say('This object', '该对象')
  const text = String(value)
  const shown = text.length > mostQuoted ? `${text.slice(0, mostQuoted)}…` : text
  return sameInAll(`“${shown}”`)
}

/** The words of a rule of the contract; zod's own are no sentences for people. */
function ruleOf({ message }: Issue): Text | undefined {
  const chinese = ruleInChinese(message)
  return chinese === undefined ? undefined : say(message, chinese)
}

function breaksRule(found: Text, rule: Text | undefined): Text {
  return rule
    ? say(`${found.en} does not fit here: ${rule.en}.`, `${found['zh-CN']}不符合要求：${rule['zh-CN']}。`)
    : say(`${found.en} does not fit here. Change it.`, `${found['zh-CN']}不符合要求，请修改。`)
}

function missing(issue: Issue, isInside: boolean): Text {
  const rule = ruleOf(issue)
  const why = rule ? say(`: ${rule.en}`, `：${rule['zh-CN']}`) : sameInAll('')
  if (!isInside) return say(`Fill in this field${why.en}.`, `请填写此项${why['zh-CN']}。`)
  const wanted = wantedHere(issue)
  const add = wanted ? say(` Add ${wanted.en}.`, `请补充${wanted['zh-CN']}。`) : say(' Add it.', '请补充。')
  return join(say(`this is missing${why.en}.`, `缺少此项${why['zh-CN']}。`), add)
}

function wantedHere(issue: Issue): Text | undefined {
  if (issue.code === 'invalid_type') return typeNames[issue.expected]
  return issue.code === 'invalid_value' ? choiceText(issue.values.map(String).filter(Boolean)) : undefined
}

// --- types -------------------------------------------------------------------------------------------------------

const typeNames: Readonly<Record<string, Text>> = {
  string: say('a text in quotes', '带引号的文本'),
  number: say('a number', '数字'),
  int: say('a whole number', '整数'),
  boolean: say('true or false', ' true 或 false'),
  array: say('a list in [ ]', '用 [ ] 括起的列表'),
  object: say('an object in { }', '用 { } 括起的对象'),
  record: say('an object in { }', '用 { } 括起的对象'),
}

function wrongType(expected: string, value: unknown, found: Text, isInside: boolean): Text {
  const quotes = isInside ? wrongQuotes(expected, value) : undefined
  if (quotes) return quotes
  const wanted = typeNames[expected] ?? sameInAll(expected)
  if (isInside && typeof value === 'string') {
    return say(
      `${found.en} is a text. Replace it with ${wanted.en}.`,
      `${found['zh-CN']}是文本，请改为${wanted['zh-CN']}。`,
    )
  }
  const isNumber = expected === 'number' || expected === 'int'
  const remedy =
    isNumber && !isInside
      ? say('Enter digits, for example 10.', '请输入数字，例如 10。')
      : say(`Replace it with ${wanted.en}.`, `请改为${wanted['zh-CN']}。`)
  return say(
    `${found.en} is not ${wanted.en}. ${remedy.en}`,
    `${found['zh-CN']}不是${wanted['zh-CN']}。${remedy['zh-CN']}`,
  )
}

/** Where the value is right but for its quotes. */
function wrongQuotes(expected: string, value: unknown): Text | undefined {
  if (expected === 'string' && (typeof value === 'number' || typeof value === 'boolean')) {
    return say(`“${value}” needs quotes. Write "${value}".`, `“${value}”缺少引号，请写成 "${value}"。`)
  }
  const isRight =
    typeof value === 'string' &&
    ((expected === 'boolean' && /^(?:true|false)$/.test(value)) ||
      (expected === 'int' && /^-?\d{1,15}$/.test(value)) ||
      (expected === 'number' && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(value)))
  return isRight
    ? say(`“${value}” must not be in quotes. Write ${value}.`, `“${value}”不能带引号，请写成 ${value}。`)
    : undefined
}

// --- choices and names -------------------------------------------------------------------------------------------

/** More than these are looked up. */
const mostNamed = 12

function choiceText(values: readonly string[]): Text {
  const shown = values.slice(0, mostNamed)
  const left = values.length - shown.length
  if (left > 0) {
    return say(
      `one of ${shown.join(', ')} and ${left} more (docs/api.md)`,
      `以下之一：${shown.join('、')}，另有 ${left} 个（见 docs/api.md）`,
    )
  }
  const [only, ...others] = values
  if (only !== undefined && others.length === 0) return say(only, `“${only}”`)
  return say(`one of ${shown.join(', ')}`, `以下之一：${shown.join('、')}`)
}

function wrongChoice(found: Text, value: unknown, values: readonly string[]): Text {
  const meant = typeof value === 'string' ? nearest(value, values) : undefined
  const guess =
    meant === undefined ? sameInAll('') : say(` Did you mean ${meant}?`, `您是想填写 ${meant} 吗？`)
  const wanted = choiceText(values)
  return join(
    say(`${found.en} is not possible here.`, `${found['zh-CN']}无效。`),
    guess,
    say(` Use ${wanted.en}.`, `请改为${wanted['zh-CN']}。`),
  )
}

function unknownNames(keys: readonly string[], names: readonly string[]): Text {
  const [first = ''] = keys
  const listed = keys.slice(0, mostNamed).map((key) => quotedValue(key).en)
  const begins = say(`DRS does not know ${listed.join(', ')} here.`, `DRS 不支持此处的${listed.join('、')}。`)
  const meant = keys.length === 1 ? nearest(first, names) : undefined
  if (meant !== undefined) {
    return join(begins, say(` Did you mean “${meant}”?`, `您是想填写“${meant}”吗？`))
  }
  const possible = choiceText(names)
  const remedy =
    names.length === 0
      ? say(' Remove it.', '请删除。')
      : say(` Remove it, or use ${possible.en}.`, `请删除，或改为${possible['zh-CN']}。`)
  return join(begins, remedy)
}

// --- limits ------------------------------------------------------------------------------------------------------

function lengthOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length
  return isEntry(value) ? Object.keys(value).length : 0
}

function tooSmall(origin: string, least: number, value: unknown, found: Text): Text {
  const has = lengthOf(value)
  if (origin === 'string') {
    return say(
      `${found.en} has ${counted(has, 'character')}; at least ${least} are needed.`,
      `${found['zh-CN']}只有 ${has} 个字符，至少需要 ${least} 个。`,
    )
  }
  if (origin === 'array') {
    return say(
      `${found.en} has ${counted(has, 'entry', 'entries')}; at least ${least} ${least === 1 ? 'is' : 'are'} needed. Add what is missing.`,
      `${found['zh-CN']}有 ${has} 项，至少需要 ${least} 项，请补充。`,
    )
  }
  return say(
    `${found.en} is too low. The lowest possible value is ${least}.`,
    `${found['zh-CN']}过小，最小为 ${least}。`,
  )
}

function tooBig(origin: string, most: number, value: unknown, found: Text): Text {
  const has = lengthOf(value)
  if (origin === 'string') {
    return say(
      `${found.en} has ${counted(has, 'character')}; at most ${most} are allowed. Shorten it.`,
      `${found['zh-CN']}有 ${has} 个字符，最多允许 ${most} 个，请缩短。`,
    )
  }
  if (origin === 'array') {
    return say(
      `${found.en} has ${counted(has, 'entry', 'entries')}; at most ${most} are allowed. Make another call for the rest.`,
      `${found['zh-CN']}有 ${has} 项，最多允许 ${most} 项，其余请另行调用。`,
    )
  }
  return say(
    `${found.en} is too high. The highest possible value is ${most}.`,
    `${found['zh-CN']}过大，最大为 ${most}。`,
  )
}

function counted(number: number, one: string, several = `${one}s`): string {
  return `${number} ${number === 1 ? one : several}`
}
