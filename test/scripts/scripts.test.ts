import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { operations } from '../../src/drs/index.ts'
import { table } from '../../src/scripts/print.ts'
import { indexRows } from '../drs/fixtures.ts'
import { indexRows as indexRowsV5 } from '../drs/v5/fixtures.ts'

const root = new URL('../..', import.meta.url).pathname

async function npmRun(script: string, ...args: readonly string[]): Promise<string> {
  const command = ['run', '--silent', script, '--', ...args]
  const { stdout } = await promisify(execFile)('npm', command, { cwd: root, maxBuffer: 1 << 24 })
  return stdout
}

describe('npm run operations', () => {
  let printed: string
  beforeAll(async () => {
    printed = await npmRun('operations', '--json')
  })

  it('lists every declared operation with what others rely on', () => {
    const rows = JSON.parse(printed)
    expect(rows).toHaveLength(operations.length)
    expect(rows).toContainEqual({
      id: 'batch-create-jobs',
      api: 'v3',
      method: 'POST',
      path: '/v3/{project_id}/jobs/batch-creation',
      risk: 'destructive',
      title: expect.stringMatching(/[a-z]/i),
    })
  })

  it('lists every documented operation of both generations', () => {
    const rows: readonly Record<string, string>[] = JSON.parse(printed)
    const listed = new Set(rows.map(({ method, path }) => `${method} ${path}`))
    const documented = [...indexRows, ...indexRowsV5].map(({ method, path }) => `${method} ${path}`)
    expect([...listed].sort()).toEqual(documented.sort())
    expect(documented).toHaveLength(121)
  })

  it('lists them for a person, one a line, under a heading', async () => {
    const lines = (await npmRun('operations')).trimEnd().split('\n')
    expect(lines).toHaveLength(operations.length + 1)
    expect(lines[0]).toMatch(/^OPERATION +API +METHOD +PATH +RISK +TITLE$/)
  })
})

describe('npm run coverage', () => {
  it('lists every declared operation with the verbs that ask for it, or why none does', async () => {
    const rows: readonly object[] = JSON.parse(await npmRun('coverage', '--json'))
    expect(rows).toHaveLength(operations.length)
    expect(rows).toContainEqual({ id: 'batch-limit-speed', api: 'v3', verbs: ['speed'] })
    expect(rows).toContainEqual({ id: 'stop-job', api: 'v5', verbs: [], onlyByApi: expect.any(String) })
  })
})

describe('npm run commands', () => {
  it('lists the verbs with role and operations', async () => {
    const rows = JSON.parse(await npmRun('commands', '--json'))
    expect(rows).toContainEqual({
      name: 'start',
      summary: expect.any(String),
      role: 'operator',
      uses: expect.arrayContaining(['batch-start-jobs']),
    })
  })
})

describe('table', () => {
  it('aligns columns and leaves no blanks at the end of a line', () => {
    const text = table([
      ['A', 'NAME'],
      ['long cell', 'x'],
      ['b', ''],
    ])
    expect(text.split('\n')).toEqual(['A          NAME', 'long cell  x', 'b'])
  })
})
