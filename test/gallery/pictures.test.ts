import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../house/sources.ts'

const documents = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)].filter(
  (name) => name.endsWith('.md'),
)

/** Pictures that a document shows, from the root of the project. */
function picturesIn(path: string): readonly string[] {
  const text = readFileSync(join(root, path), 'utf8')
  return [...text.matchAll(/(?:\]\(|src(?:set)?=")([^)"]+\.png)/g)].map(([, name = '']) =>
    join(dirname(path), name),
  )
}

const shown = documents.flatMap(picturesIn)

describe('the pictures of README and docs', () => {
  it('are all there', () => {
    expect(shown.length).toBeGreaterThan(10)
    expect(shown.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  it('are all shown that the gallery has made', () => {
    const made = readdirSync(join(root, 'docs/images/gallery')).map((name) => `docs/images/gallery/${name}`)
    expect(made.filter((path) => !shown.includes(path))).toEqual([])
  })
})
