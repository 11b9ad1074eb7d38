import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { glossary } from './glossary.ts'
import { root } from './sources.ts'

const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** The table of docs/glossary.md. */
function glossaryTable(): string {
  const rows = glossary.map(({ term, meaning, symbol, file }) => {
    const where = symbol && file ? `\`${symbol}\` in [${file}](../${file})` : ''
    return `| **${term}** | ${meaning} | ${where} |`
  })
  return ['| term | meaning | where |', '|---|---|---|', ...rows].join('\n')
}

describe('the glossary', () => {
  it('stands in docs/glossary.md', () => {
    const [, table] =
      /<!-- glossary:[^>]*-->\n([\s\S]*?)\n<!-- \/glossary -->/.exec(read('docs/glossary.md')) ?? []
    expect(table).toBe(glossaryTable())
  })

  it('has each term once', () => {
    const terms = glossary.map(({ term }) => term)
    expect(terms.filter((term, at) => terms.indexOf(term) !== at)).toEqual([])
  })

  it.each(
    glossary.flatMap(({ term, symbol, file }) => (symbol || file ? [[term, symbol, file] as const] : [])),
  )('says of %s where it is: %s in %s', (_, symbol = '', file = '') => {
    const declared = new RegExp(
      `^export (?:async )?(?:const|function|class|interface|type) ${symbol}\\b`,
      'm',
    )
    expect(read(file)).toMatch(declared)
  })
})
