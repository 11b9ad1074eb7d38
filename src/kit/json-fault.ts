import { say, type Text } from '../base/i18n.ts'

/** Where a text stops being JSON, and what belongs there: the messages of the engines name no place, or only in English. */

interface Fault {
  /** Characters before it. */
  readonly at: number
  readonly wanted: Text
}

const wanted = {
  value: say(
    'a value: a text in quotes, a number, true, false, null, [ or {',
    '一个值：带引号的文本、数字、true、false、null、[ 或 {',
  ),
  name: say('a name in quotes ("…") or }', '带引号的名称（"…"）或 }'),
  another: say('another name in quotes; no comma may stand before }', '下一个带引号的名称；} 之前不能有逗号'),
  item: say('another value; no comma may stand before ]', '下一个值；] 之前不能有逗号'),
  colon: say('a colon', '冒号'),
  listEnd: say('a comma or ]', '逗号或 ]'),
  objectEnd: say('a comma or }', '逗号或 }'),
  quote: say('the closing quote of the text', '文本的结束引号'),
  escape: say('one of " \\ / b f n r t u after the backslash', '反斜杠之后应为 " \\ / b f n r t u 之一'),
  end: say('nothing more: the JSON is complete before it', '无内容：JSON 在此之前已结束'),
} satisfies Record<string, Text>

const scalar = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y
const blank = /[ \t\n\r]*/y

/** Throws the first fault that it comes to. `from` and the answer are places in the text. */
class Reader {
  readonly #text: string
  constructor(text: string) {
    this.#text = text
  }

  whole(): void {
    const end = this.#blanks(this.#value(this.#blanks(0), wanted.value))
    if (end < this.#text.length) throw new Found({ at: end, wanted: wanted.end })
  }

  #blanks(from: number): number {
    blank.lastIndex = from
    blank.test(this.#text)
    return blank.lastIndex
  }

  #value(from: number, otherwise: Text): number {
    const sign = this.#text[from]
    if (sign === '"') return this.#string(from)
    if (sign === '[')
      return this.#list(from, ']', wanted.item, wanted.listEnd, (at, first) => this.#value(at, first))
    if (sign === '{')
      return this.#list(from, '}', wanted.another, wanted.objectEnd, (at, first) => this.#member(at, first))
    scalar.lastIndex = from
    if (scalar.test(this.#text)) return scalar.lastIndex
    throw new Found({ at: from, wanted: otherwise })
  }

  /** A list or an object, whose parts `read` goes over. */
  #list(
    from: number,
    close: string,
    next: Text,
    after: Text,
    read: (at: number, otherwise: Text) => number,
  ): number {
    let at = this.#blanks(from + 1)
    if (this.#text[at] === close) return at + 1
    for (let otherwise = close === '}' ? wanted.name : wanted.value; ; otherwise = next) {
      at = this.#blanks(read(at, otherwise))
      if (this.#text[at] === close) return at + 1
      if (this.#text[at] !== ',') throw new Found({ at, wanted: after })
      at = this.#blanks(at + 1)
    }
  }

  #member(from: number, otherwise: Text): number {
    if (this.#text[from] !== '"') throw new Found({ at: from, wanted: otherwise })
    const at = this.#blanks(this.#string(from))
    if (this.#text[at] !== ':') throw new Found({ at, wanted: wanted.colon })
    return this.#value(this.#blanks(at + 1), wanted.value)
  }

  #string(from: number): number {
    for (let at = from + 1; at < this.#text.length; at++) {
      const sign = this.#text[at] ?? ''
      if (sign === '"') return at + 1
      if (sign < ' ') throw new Found({ at, wanted: wanted.quote })
      if (sign !== '\\') continue
      at++
      if (!/["\\/bfnrtu]/.test(this.#text[at] ?? '')) throw new Found({ at, wanted: wanted.escape })
    }
    throw new Found({ at: this.#text.length, wanted: wanted.quote })
  }
}

class Found extends Error {
  readonly fault: Fault
  constructor(fault: Fault) {
    super(fault.wanted.en)
    this.fault = fault
  }
}

/** What is wrong with a text that is no JSON, for whoever wrote it; undefined where nothing is found. */
export function jsonFault(text: string): Text | undefined {
  try {
    new Reader(text).whole()
    return undefined
  } catch (error) {
    if (!(error instanceof Found)) throw error
    return faultText(text, error.fault)
  }
}

/** As much of the text as is repeated. */
const mostShown = 12

function faultText(text: string, { at, wanted: belongs }: Fault): Text {
  const lines = text.slice(0, at).split(/\r\n|\n|\r/)
  const [line, column] = [lines.length, (lines.at(-1) ?? '').length + 1]
  const [rest = ''] = text.slice(at).split(/[\r\n]/)
  const found = rest.length > mostShown ? `${rest.slice(0, mostShown)}…` : rest
  const isEnd = at >= text.length
  return say(
    `Line ${line}, character ${column}: ${isEnd ? 'the text ends' : found === '' ? 'the line ends' : `“${found}” stands`} where this belongs: ${belongs.en}.`,
    `第 ${line} 行第 ${column} 个字符：${isEnd ? '内容在此结束' : found === '' ? '该行在此结束' : `此处是“${found}”`}，应为${belongs['zh-CN']}。`,
  )
}
