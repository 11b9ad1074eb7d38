export { nearest } from '../domain/text/nearest.ts'

/**
 * What a person typed after `/drs`: a verb, words that stand alone, and options as `--name value`, `--name=value`,
 * `name=value` or a bare `--flag`. Quotes keep words together; Slack's typographic quotes and dashes count as plain ones.
 */
export interface TypedCommand {
  readonly verb: string | undefined
  readonly words: readonly string[]
  readonly options: Readonly<Record<string, string>>
}

interface Token {
  readonly text: string
  /** What the token says if it is an option; quoted ones never are. */
  readonly option?: RegExpExecArray
}

/** A single quote inside a word is an apostrophe; it opens a quotation only where a word or a value begins. */
const tokenPattern = /(?:"[^"]*"|(?<![^\s=])'[^']*'(?!\S)|\S)+/g
const optionPattern = /^(?:--([a-z][\w-]*)(?:=(.*))?|([a-z][\w-]*)=(.*))$/is

function unquoted(token: string): string {
  return token.replace(/"([^"]*)"|(?<![^=])'([^']*)'$/g, (_, double, single) => double ?? single ?? '')
}

function tokens(text: string): Token[] {
  const straight = text
    .replace(/[“”„«»]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(/(^|\s)[—–]{1,2}(?=\w)/g, '$1--')
  return [...straight.matchAll(tokenPattern)].map(([token]) => {
    const words = unquoted(token)
    const option = /^["']/.test(token) ? null : optionPattern.exec(words)
    return { text: words, ...(option && { option }) }
  })
}

/** Whether a bare `--name` of that verb takes the next word as its value. */
type TakesValue = (verb: string, name: string, next: string) => boolean

export function parseText(text: string, takesValue: TakesValue = () => true): TypedCommand {
  const [first, ...rest] = tokens(text)
  const verb = first?.text.toLowerCase()
  const words: string[] = []
  const options: Record<string, string> = {}
  for (let i = 0; i < rest.length; i++) {
    const { text: word = '', option } = rest[i] ?? {}
    if (!option) {
      words.push(word)
      continue
    }
    const [, dashed, inline, named, value] = option
    const name = dashed ?? named ?? ''
    const next = dashed && inline === undefined ? rest[i + 1] : undefined
    // `--add env=prod`: a tag, not a further option.
    const isOption = next?.option?.[1] !== undefined
    if (next && !isOption && takesValue(verb ?? '', name, next.text)) {
      options[name] = next.text
      i++
    } else {
      options[name] = value ?? inline ?? 'true'
    }
  }
  return { verb, words, options }
}

/** An argument that words without a name are for. */
export interface WordPlace {
  readonly name: string
  /** It takes several words: names of tasks have no blanks. */
  readonly several?: boolean
  /** What a word behind those has to be to be meant for it. */
  readonly values?: readonly string[]
}

/**
 * Words → named arguments in the order of their places. One for several words takes all but what certainly belongs to those
 * behind it; else the last takes all that is left, so that a reason needs no quotes. Words beyond that come back as `left`.
 */
export function nameWords(
  typed: TypedCommand,
  places: readonly WordPlace[],
): { readonly values: Readonly<Record<string, string>>; readonly left: readonly string[] } {
  const values: Record<string, string> = { ...typed.options }
  const open = places.filter(({ name }) => !(name in values))
  const several = open.findIndex((place) => place.several)
  const words = [...typed.words]
  if (several >= 0) {
    for (const { name, values: known = [] } of open.slice(several + 1).toReversed()) {
      const last = words.at(-1)
      if (words.length <= several + 1 || last === undefined || !known.includes(last)) continue
      values[name] = last
      words.pop()
    }
  }
  const filled = several < 0 ? open : open.slice(0, several + 1)
  filled.forEach(({ name }, i) => {
    const last = i === filled.length - 1
    const given = last ? words.slice(i).join(' ') : words[i]
    if (given) values[name] = given
  })
  return { values, left: open.length === 0 ? words : [] }
}
