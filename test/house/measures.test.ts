import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCode } from './code.ts'
import {
  guardedActionNames,
  importCircles,
  type Measure,
  membersHandedOut,
  registries,
  repeatedNames,
  roomsThatAct,
  singlyImported,
} from './measures.ts'
import { graphOf, readSources, type Source } from './sources.ts'

/** A house in small: what counts, and what only looks like it. */
const house: Readonly<Record<string, string>> = {
  'test/house/product.tsconfig.json': JSON.stringify({
    compilerOptions: { noEmit: true, types: [] },
    include: ['../../src'],
  }),
  'src/domain/tasks/task-service.ts': `export interface TaskService {
    list(): Promise<readonly string[]>
    stop(ids: readonly string[]): Promise<void>
  }`,
  'src/views/row.ts': 'export const rows = { stop: { tone: 1 }, other: 2 }',
  'src/views/type.ts': `export type Verb = 'stop' | 'go'`,
  'src/views/button.ts': `export const buttons = ['cmd:stop:ask']`,
  'src/app/acting.ts': `import type { TaskService } from '../domain/tasks/task-service'
  export const act = (drs: TaskService) => drs.stop(['a'])`,
  'src/client/acting.ts': `import type { TaskService } from '../domain/tasks/task-service'
  export const act = (drs: TaskService) => drs.stop(['a'])`,
  'src/watch/looking.ts': `import type { TaskService } from '../domain/tasks/task-service'
  export const look = (drs: TaskService) => drs.list()`,
  'src/bot/server.ts': `export const server = { stop: async () => {} }
  export const end = () => server.stop()`,
  'src/bot/memory.ts': `export const forget = (seen: Map<string, number>) => seen.delete('a')`,
  'src/bot/drafts.ts': 'export interface Drafts { delete(id: string): Promise<void> }',
  'src/bot/words.ts': `/** stop */
  export const words = { en: 'stop', 'zh-CN': 'stop' } // 'stop'`,
  'src/drs/contract.ts': `export const stop = 'stop'`,
  'src/local-drs/act.ts': `export const stop = 'stop'`,
  'src/kit/context.ts': `interface Watching { watch(): void; unwatch(): void }
  export interface Context extends Watching { user: string }`,
}

describe('a measure of the code', () => {
  let folder = ''
  let of: Readonly<Record<'named' | 'acting' | 'repeated' | 'members', Measure>>

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'drs-chatops-house-'))
    for (const [path, text] of Object.entries(house)) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), text)
    }
    of = readCode(folder, (code) => ({
      named: guardedActionNames(code),
      acting: roomsThatAct(code),
      repeated: repeatedNames(code),
      members: membersHandedOut(code, 'src/kit/context.ts', 'Context'),
    }))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('counts the files that name an action, and no timers, maps, sentences or comments', () => {
    expect(of.named.list.toSorted()).toEqual([
      'stop src/app/acting.ts',
      'stop src/client/acting.ts',
      'stop src/domain/tasks/task-service.ts',
      'stop src/views/button.ts',
      'stop src/views/row.ts',
      'stop src/views/type.ts',
    ])
    expect(of.named).toMatchObject({ today: 6, goal: 4, ok: false })
  })

  it('counts the rooms that ask DRS to change something', () => {
    expect(of.acting).toMatchObject({ today: 1, ok: true, list: ['app src/app/acting.ts'] })
  })

  it('counts what is exported twice, the contract and the stand-ins aside', () => {
    expect(of.repeated.list).toEqual(['act src/app/acting.ts src/client/acting.ts'])
  })

  it('counts inherited members', () => {
    expect(of.members.list.toSorted()).toEqual(['unwatch', 'user', 'watch'])
  })

  it('does not take a thing that is gone for a good sign', () => {
    const gone = () => readCode(folder, (code) => membersHandedOut(code, 'src/kit/context.ts', 'Gone'))
    expect(gone).toThrow('declares no interface Gone')
  })
})

describe('a measure of the imports', () => {
  const sources: readonly Source[] = [
    { path: 'src/a.ts', text: '', imports: ['./b.ts', './c.ts'] },
    { path: 'src/b.ts', text: '', imports: ['./c.ts'] },
    { path: 'src/c.ts', text: '', imports: ['./d.ts', 'node:fs'] },
    { path: 'src/d.ts', text: '', imports: ['./c.ts'] },
  ]

  it('finds circles', () => {
    expect(importCircles(sources)).toMatchObject({ today: 1, ok: false, list: ['src/c.ts, src/d.ts'] })
  })

  it('finds what one file imports', () => {
    expect(singlyImported(sources)).toMatchObject({
      today: 50,
      list: ['src/b.ts (src/a.ts)', 'src/d.ts (src/c.ts)'],
    })
  })
  it('takes those who read a registry for the readers of its rows, through further registries', () => {
    const commands: readonly Source[] = [
      { path: 'src/drs/v3/run.ts', text: '', imports: [] },
      { path: 'src/drs/index.ts', text: '', imports: ['./v3/run.ts', './v5/index.ts'] },
      { path: 'src/drs/v5/run.ts', text: '', imports: [] },
      { path: 'src/drs/v5/index.ts', text: '', imports: ['./run.ts'] },
      { path: 'src/client/a.ts', text: '', imports: ['../drs/index.ts'] },
      { path: 'src/client/b.ts', text: '', imports: ['../drs/index.ts'] },
      { path: 'commands/stop.ts', text: '', imports: [] },
      { path: 'commands/index.ts', text: '', imports: ['./stop.ts'] },
      { path: 'src/main.ts', text: '', imports: ['../commands/index.ts'] },
    ]
    expect(singlyImported(commands).list).toEqual([
      'commands/stop.ts (src/main.ts)',
      'commands/index.ts (src/main.ts)',
    ])
  })
})

describe('a registry', () => {
  const graph = graphOf([...readSources('src'), ...readSources('commands')])

  it.each(registries)('%s gathers four or more of its siblings', (path) => {
    const nearby = [`${dirname(path)}/`, `${path.replace(/\.ts$/, '')}/`]
    const siblings = new Set(
      graph.get(path)?.filter((target) => nearby.some((folder) => target.startsWith(folder))),
    )
    expect(siblings.size).toBeGreaterThanOrEqual(4)
  })
})
