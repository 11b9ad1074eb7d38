import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonFault } from '../../src/kit/json-fault.ts'

/** Where a text stops being JSON, in words that name the place and what belongs there. */
const rows: readonly (readonly [text: string, en: string, zh: string])[] = [
  ['', 'Line 1, character 1: the text ends', '第 1 行第 1 个字符：内容在此结束'],
  ['[1,', 'the text ends where this belongs: another value', '应为下一个值'],
  [
    '[1,]',
    'Line 1, character 4: “]” stands where this belongs: another value; no comma may stand before ]',
    '第 4 个字符',
  ],
  ['{"a":1,}', '“}” stands where this belongs: another name in quotes; no comma', '} 之前不能有逗号'],
  [
    "{'a':1}",
    "Line 1, character 2: “'a':1}” stands where this belongs: a name in quotes",
    '应为带引号的名称',
  ],
  ['{"a" 1}', '“1}” stands where this belongs: a colon', '应为冒号'],
  ['[1 2]', '“2]” stands where this belongs: a comma or ]', '应为逗号或 ]'],
  [
    '{\n  "a": 1\n  "b": 2\n}',
    'Line 3, character 3: “"b": 2” stands where this belongs: a comma or }',
    '第 3 行第 3 个字符',
  ],
  ['["a\n"]', 'Line 1, character 4: the line ends where this belongs: the closing quote', '该行在此结束'],
  ['["a\\x"]', 'after the backslash', '反斜杠之后'],
  ['[tru]', '“tru]” stands where this belongs: a value', '应为一个值'],
  ['[01]', '“01]” stands where this belongs: a value', '应为一个值'],
  ['[1] [2]', 'Line 1, character 5: “[2]” stands where this belongs: nothing more', 'JSON 在此之前已结束'],
  ['“a”', 'a text in quotes', '带引号的文本'],
]

describe('what is wrong with a text that is no JSON', () => {
  it.each(rows)('%j', (text, en, zh) => {
    expect(() => JSON.parse(text)).toThrow()
    expect(jsonFault(text)?.en).toContain(en)
    expect(jsonFault(text)?.['zh-CN']).toContain(zh)
  })

  it('is found in whatever the engine refuses, and nothing in what it takes', () => {
    const broken = fc
      .json()
      .chain((text) =>
        fc
          .tuple(
            fc.nat(text.length),
            fc.nat(2),
            fc.constantFrom('', ',', '"', '}', ']', '\\', '\n', '0', 'x', '-'),
          )
          .map(([at, cut, sign]) => text.slice(0, at) + sign + text.slice(at + cut)),
      )
    fc.assert(
      fc.property(broken, (text) => {
        // Four hexadecimal digits after \u are left to the engine.
        fc.pre(!text.includes('\\u'))
        expect(jsonFault(text) === undefined).toBe(isJson(text))
      }),
      { numRuns: 2_000 },
    )
  })
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
