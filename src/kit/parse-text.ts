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
    if (next && !next.option && takesValue(verb ?? '', name, next.text)) {
      options[name] = next.text
      i++
    } else {
      options[name] = value ?? inline ?? 'true'
    }
  }
  return { verb, words, options }
}

/**
 * Words → named arguments in the order of `positional`; the last one takes all that is left, so that a reason needs no
 * quotes. Words beyond that come back as `left`.
 */
export function nameWords(
  typed: TypedCommand,
  positional: readonly string[],
): { readonly values: Readonly<Record<string, string>>; readonly left: readonly string[] } {
  const values: Record<string, string> = { ...typed.options }
  const open = positional.filter((name) => !(name in values))
  open.forEach((name, i) => {
    const last = i === open.length - 1
    const given = last ? typed.words.slice(i).join(' ') : typed.words[i]
    if (given) values[name] = given
  })
  return { values, left: open.length === 0 ? typed.words : [] }
}
