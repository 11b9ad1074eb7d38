import { say, type Text } from '../../base/i18n.ts'

/** Tags as people write them, `key=value` or `key`, and what DRS takes as one (7.11.1). */
export interface TagPair {
  readonly key: string
  readonly value?: string
}

/** A key with all the values that tasks of the project have for it. */
export interface KnownTag {
  readonly key: string
  readonly values: readonly string[]
}

export const mostTags = 20
const mostKey = 128
const mostValue = 255

/** Letters of any language, digits, space and `_:=+@`; of the key without `=`, which ends it where people write a tag. */
const keyText = /^[\p{L}\p{N} _:+@]+$/u
const valueText = /^[\p{L}\p{N} _:=+@]*$/u

export type ParsedTags =
  | { readonly ok: true; readonly tags: readonly TagPair[] }
  | { readonly ok: false; readonly why: Text }

/** Tags with commas or lines between. */
export function parseTags(text: string): ParsedTags {
  const tags = text
    .split(/[\n,，;；、]+/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(pairOf)
  const problem = tags.map(problemOfTag).find((why) => why !== undefined) ?? problemOfAll(tags)
  return problem ? { ok: false, why: problem } : { ok: true, tags }
}

/** A tag as it is shown: the value is all behind the first `=`. */
export function pairOf(tag: string): TagPair {
  const at = tag.indexOf('=')
  if (at < 0) return { key: tag.trim() }
  return { key: tag.slice(0, at).trim(), value: tag.slice(at + 1).trim() }
}

export function tagText({ key, value }: TagPair): string {
  return value === undefined || value === '' ? key : `${key}=${value}`
}

/** The tags as DRS is expected to have them: those of the same key are replaced. */
export function withTags(present: readonly string[], added: readonly TagPair[]): readonly string[] {
  const keys = new Set(added.map(({ key }) => key))
  return [...present.filter((tag) => !keys.has(pairOf(tag).key)), ...added.map(tagText)]
}

function problemOfTag({ key, value = '' }: TagPair): Text | undefined {
  if (key.startsWith('_sys_'))
    return say(
      `“${key}” is a tag of the system: keys can’t begin with _sys_.`,
      `“${key}”为系统标签，标签键不能以 _sys_ 开头。`,
    )
  if (key.length > mostKey)
    return say(`A key has at most ${mostKey} characters.`, `标签键最多 ${mostKey} 个字符。`)
  if (value.length > mostValue)
    return say(`A value has at most ${mostValue} characters.`, `标签值最多 ${mostValue} 个字符。`)
  if (!keyText.test(key) || !valueText.test(value)) return notATag(tagText({ key, value }))
  return undefined
}

function notATag(tag: string): Text {
  const shown = tag.length > 40 ? `${tag.slice(0, 40)}…` : tag
  return say(
    `“${shown}” can’t be a tag. Write key=value with letters, digits, spaces and _ : + @.`,
    `“${shown}”不能作为标签，请按“键=值”填写，可使用文字、数字、空格和 _ : + @。`,
  )
}

function problemOfAll(tags: readonly TagPair[]): Text | undefined {
  const keys = tags.map(({ key }) => key)
  const twice = keys.find((key, index) => keys.indexOf(key) !== index)
  if (twice !== undefined) return say(`The key “${twice}” is there twice.`, `标签键“${twice}”重复。`)
  return tags.length > mostTags ? tooManyTags(tags.length) : undefined
}

export function tooManyTags(count: number): Text {
  return say(
    `The task would have ${count} tags. DRS takes at most ${mostTags}.`,
    `任务将有 ${count} 个标签，DRS 最多支持 ${mostTags} 个。`,
  )
}
