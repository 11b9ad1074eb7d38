import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readCode } from './code.ts'
import { root } from './sources.ts'
import { textLiterals } from './texts.ts'

/** Words that people do not use in a chat app, or that have another word here; what to write instead. */
const avoided: readonly (readonly [RegExp, string])[] = [
  [/\bsomebody else\b/i, 'name them: another admin, the approvers'],
  [/\bconsents?\b|\bconsented\b/i, 'approval, approve'],
  [/\btickets?\b/i, 'request'],
  [/\bhand(?:s|ed|ing)? (?:it |them )?over\b/i, 'enter, give, send'],
  [/\blook(?:s|ed|ing)? at (?:it )?again\b/i, 'check again'],
  [/\bwhat is told\b|\b(?:be|is|are) told (?:of|nothing|once|together)\b/i, 'message, notify'],
  [/\bwhoever\b/i, 'name them'],
  [/\bit is said\b/i, 'say who says it'],
  [/\b(?:go|goes|going|went) on with\b/i, 'continue'],
  [/\bmend(?:s|ed|ing)?\b/i, 'fix, repair'],
  [/\bthe one who\b/i, 'the requester, the person'],
  [/\bof (?:its|a) own (?:click|press)\b|\b(?:click|press) of its own\b/i, 'one more click'],
  [/\bbegin(?:s)? anew\b|\banew\b/i, 'again'],
]

/** Being rewritten at the moment. */
const later: ReadonlySet<string> = new Set([
  ...['src/app/batch.ts', 'src/app/consent.ts', 'src/domain/approvals/words.ts', 'src/views/policy-words.ts'],
  ...['src/views/request-card.ts', 'src/views/request-notes.ts'],
  ...['commands/approvals.ts', 'commands/breakglass.ts', 'commands/password.ts'],
])

const documents = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'].concat(
  readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
)

function faultsIn(path: string, text: string): readonly string[] {
  return avoided.flatMap(([pattern, instead]) => {
    const found = pattern.exec(text)
    if (!found) return []
    const near = text.slice(Math.max(0, found.index - 40), found.index + 40).replaceAll('\n', ' ')
    return [`${path}: “${found[0]}” in “…${near}…”: ${instead}`]
  })
}

describe('the voice', () => {
  it('uses the words of the field in everything people read', () => {
    const literals = readCode(root, textLiterals)
    expect(literals.length).toBeGreaterThan(3_000)
    const own = literals.filter(({ path }) => !later.has(path))
    expect(own.flatMap(({ path, text }) => faultsIn(path, text))).toEqual([])
  })

  it.each(documents)('uses them in %s', (path) => {
    const text = readFileSync(join(root, path), 'utf8')
    // Code in a document is no prose, and the commands are those of the product.
    const prose = text
      .replaceAll(/<!-- commands[\s\S]*?\/commands -->/g, '')
      .replaceAll(/```[\s\S]*?```/g, '')
    expect(
      prose.split('\n').flatMap((line) => faultsIn(path, line.replaceAll(/\]\([^)]*\)|`[^`]*`/g, ' '))),
    ).toEqual([])
  })
})
