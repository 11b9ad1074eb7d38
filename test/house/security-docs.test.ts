import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/** What is said of security names the tests that try it: they have to be there. */
const root = new URL('../../', import.meta.url)
const documents = ['docs/security.md', 'SECURITY.md', 'docs/delivery.md']

interface NamedTest {
  readonly title: string
  readonly url: URL
}

function testsNamedIn(document: string): readonly NamedTest[] {
  const text = readFileSync(new URL(document, root), 'utf8')
  return [...text.matchAll(/\[([^\]]+)\]\(([^)#\s]*\btest\/[^)#\s]+)\)/g)].map(
    ([, title = '', path = '']) => ({
      title,
      url: new URL(path, new URL(document, root)),
    }),
  )
}

/** A link by the path or by the theme of a whole file says no title. */
function titlesIn({ pathname }: URL): readonly string[] {
  return [...readFileSync(pathname, 'utf8').matchAll(/\bdescribe\(\s*'([^']+)'/g)].map(
    ([, title = '']) => title,
  )
}

describe.each(documents)('%s', (document) => {
  const named = testsNamedIn(document)

  it('names tests that are there', () => {
    expect(named.length).toBeGreaterThan(0)
    expect(named.filter(({ url }) => !existsSync(url)).map(({ url }) => url.pathname)).toEqual([])
  })
})

it('docs/security.md names parts of a file of tests by their titles', () => {
  const named = testsNamedIn('docs/security.md')
  const files = [...new Set(named.map(({ url }) => url.href))]
  const parts = files
    .map((href) => named.filter(({ url }) => url.href === href))
    .filter((some) => new Set(some.map(({ title }) => title)).size > 1)
  expect(parts.length).toBeGreaterThan(0)
  for (const some of parts)
    for (const { title, url } of some) expect(titlesIn(url), url.pathname).toContain(title)
})

it('docs/security.md has a row of a promise, an attack and a test for each line of its tables', () => {
  const rows = readFileSync(new URL('docs/security.md', root), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|(?:-+\|)+$/.test(line) && !line.startsWith('| promise |'))
  for (const row of rows) {
    expect(row.split(' | '), row).toHaveLength(3)
    expect(row).toMatch(/\.test\.ts\)/)
  }
})
