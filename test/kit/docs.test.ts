import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { commands } from '../../commands/index.ts'
import { ownActs } from '../../src/domain/command-targets.ts'
import { failureCauses } from '../../src/drs/failure-causes.ts'
import { operations } from '../../src/drs/index.ts'
import { apiReference } from '../../src/kit/api-reference.ts'
import { commandsTable, failureReference, withSection } from '../../src/kit/docs.ts'
import { benchTable, readResults } from '../bench/results.ts'

const readme = readFileSync('README.md', 'utf8')

describe('the documentation', () => {
  it('shows the commands as they are declared (npm run docs writes them)', () => {
    expect(readme).toBe(withSection(readme, 'commands', commandsTable(commands)))
  })

  it('shows what was measured last (npm run bench -- --save writes it)', () => {
    expect(readme).toBe(withSection(readme, 'bench', benchTable(readResults())))
  })

  it('has every operation as it is declared', () => {
    expect(readFileSync('docs/api.md', 'utf8')).toBe(apiReference(operations))
  })

  it('has every failure cause as it is declared', () => {
    expect(readFileSync('docs/failures.md', 'utf8')).toBe(failureReference(failureCauses))
  })

  it('names only files that exist', () => {
    const links = [...readme.matchAll(/\]\(([\w./-]+)\)/g)].map(([, target]) => target ?? '')
    const missing = links.filter((target) => {
      const folder = target.includes('/') ? target.slice(0, target.lastIndexOf('/')) : '.'
      return !readdirSync(folder).includes(target.slice(target.lastIndexOf('/') + 1))
    })
    expect(missing).toEqual([])
  })

  it('names only scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
    const named = [...readme.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name]) => name ?? '')
    expect(named.filter((name) => !(name in scripts))).toEqual([])
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
