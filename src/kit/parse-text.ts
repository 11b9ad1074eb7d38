/**
 * What a person typed after `/drs`: a verb, words that stand alone, and options as `--name value`, `--name=value`,
 * `name=value` or a bare `--flag`. Quotes keep words together; Slack's typographic quotes and dashes count as plain ones.
 */
export interface Typed {
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

export function parseText(text: string, takesValue: TakesValue = () => true): Typed {
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
  typed: Typed,
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

/** The known word nearest to a mistyped one, if it is near enough to be meant. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(word, candidate) }))
    .sort((a, b) => a.distance - b.distance)
  const [best] = ranked
  return best && best.distance <= Math.max(1, Math.floor(best.candidate.length / 3))
    ? best.candidate
    : undefined
}

/** Optimal string alignment: insert, delete, replace, swap neighbours. */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      const at = (r: number, c: number) => (r === i ? row[c] : rows[r]?.[c]) ?? Number.POSITIVE_INFINITY
      let cost = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (same ? 0 : 1))
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) cost = Math.min(cost, at(i - 2, j - 2) + 1)
      row.push(cost)
    }
    rows.push(row)
  }
  return rows[a.length]?.[b.length] ?? Number.POSITIVE_INFINITY
}
