import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commands } from '../../commands/index.ts'
import { ownActs } from '../../src/domain/command-targets.ts'
import { failureCauses } from '../../src/drs/failure-causes.ts'
import { operations } from '../../src/drs/index.ts'
import { apiReference } from '../../src/kit/api-reference.ts'
import { coverageOf } from '../../src/kit/coverage.ts'
import { commandReference, commandsTable, failureReference, withSection } from '../../src/kit/docs.ts'
import { benchTable, readResults } from '../bench/results.ts'

const readme = readFileSync('README.md', 'utf8')

describe('the documentation', () => {
  it('shows the commands as they are declared (npm run docs writes them)', () => {
    for (const text of [readme, readFileSync('README.zh-CN.md', 'utf8')])
      expect(text).toBe(withSection(text, 'commands', commandsTable(commands)))
  })

  it('shows what was measured last (npm run bench -- --save writes it)', () => {
    const operationsPage = readFileSync('docs/operations.md', 'utf8')
    expect(operationsPage).toBe(withSection(operationsPage, 'bench', benchTable(readResults())))
  })

  it('has every operation as it is declared, with the verbs that ask for it', () => {
    const coverage = coverageOf(operations, commands)
    expect(readFileSync('docs/api.md', 'utf8')).toBe(apiReference(operations, coverage))
    expect(readFileSync('docs/commands.md', 'utf8')).toBe(commandReference(commands, coverage))
  })

  it('has every failure cause as it is declared', () => {
    expect(readFileSync('docs/failures.md', 'utf8')).toBe(failureReference(failureCauses))
  })
})

/** Those that people write; what is generated names what it is made from. */
const pages = ['README.md', 'README.zh-CN.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'].concat(
  readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
)

/** As GitHub makes them from headings. */
function anchorsOf(text: string): ReadonlySet<string> {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading)
  const slug = (heading: string) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-')
  return new Set(headings.map(slug))
}

describe.each(pages)('%s', (page) => {
  const text = readFileSync(page, 'utf8')

  it('links only to files and headings that exist', () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
    const broken = links.filter((link) => {
      if (/^https?:/.test(link)) return false
      const [path = '', anchor] = link.split('#')
      const target = path === '' ? page : join(dirname(page), path)
      if (!existsSync(target)) return true
      return anchor !== undefined && !anchorsOf(readFileSync(target, 'utf8')).has(anchor)
    })
    expect(broken).toEqual([])
  })

  it('names only scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
    const named = [...text.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name]) => name ?? '')
    expect(named.filter((name) => !(name in scripts))).toEqual([])
  })
})

it('README leads to every page that people write', () => {
  const linked = (page: string) => readme.includes(`](${page})`) || page === 'README.md'
  expect(pages.filter((page) => !linked(page.replace(/^(docs.*)\.zh-CN/, '$1')))).toEqual([])
})

describe.each([
  ['README.md', 'README.zh-CN.md'],
  ['docs/guide.md', 'docs/guide.zh-CN.md'],
])('%s in Chinese', (english, chinese) => {
  /** What a translation leaves as it is, in order; the links to the other language apart. */
  const frame = (path: string) => {
    const text = readFileSync(path, 'utf8').replaceAll('.zh-CN.md', '.md').replaceAll('-zh.png', '.png')
    const all = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = '']) => found)
    return {
      headings: all(/^(#+) /gm),
      code: all(/^```\w+\n([\s\S]*?)^```/gm),
      inline: all(/`([^`\n]+)`/g).toSorted(),
      links: all(/\]\(([^)\s]+)\)/g)
        .filter((link) => ![english, english.replace('docs/', '')].includes(link))
        .toSorted(),
      rows: all(/^(\|).*\|$/gm).length,
      steps: all(/^(\d+\.|-) /gm),
    }
  }

  it('has the same parts, code, links and rows', () => {
    expect(frame(chinese)).toEqual(frame(english))
  })
})

describe('the list of commands', () => {
  it('has every file of the folder', () => {
    const files = readdirSync('commands').filter((file) => file !== 'index.ts')
    const index = readFileSync('commands/index.ts', 'utf8')
    expect(files.filter((file) => !index.includes(`'./${file}'`))).toEqual([])
    expect(commands).toHaveLength(files.length)
  })

  it('has no name twice', () => {
    const names = commands.map((command) => command.name)
    expect(new Set(names).size).toBe(names.length)
  })

  it('has the names and acts that targets have, in the same order', () => {
    const names = commands.map((command) => command.name)
    expect(names).toEqual(Object.keys(ownActs))
    expect(commands.map(({ actions }) => Object.keys(actions))).toEqual(Object.values(ownActs))
  })
})
