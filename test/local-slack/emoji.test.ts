import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/** The page knows some emoji by Slack's names; what the bot says must be among them. */
const root = new URL('../../', import.meta.url)

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(new URL(`${folder}/${name}`, root), 'utf8'))
}

/** Names between colons that stand as a word of their own inside a literal. */
function emojiIn(source: string): readonly string[] {
  return [...source.matchAll(/(?<=['"` ]):([a-z][a-z0-9_+-]+):(?=['"` ])/g)].map((found) => found[1] ?? '')
}

const used = new Set(['src/slack', 'src/views', 'commands'].flatMap(sourcesIn).flatMap(emojiIn))

describe('the emoji of the page', async () => {
  const page: { emojiOf(name: string): string } = await import(
    new URL('src/local-slack/page/emoji.js', root).href
  )

  it('are found in the sources', () => {
    expect(used).toContain('white_check_mark')
  })

  it.each([...used])('have a character for %s', (name) => {
    expect(page.emojiOf(name)).toMatch(/\p{Emoji}/u)
    expect(page.emojiOf(name)).not.toContain(':')
  })

  it('leave an unknown name as it was written', () => {
    expect(page.emojiOf('no_such_thing')).toBe(':no_such_thing:')
  })
})
