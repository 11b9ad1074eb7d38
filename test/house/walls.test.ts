import { readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Room, roomOf, rooms } from './rooms.ts'
import { circlesIn, graphOf, importsOf, readSources, root, type Source, targetOf } from './sources.ts'

/** Why this import is against the table; nothing if it is not. */
function objection(file: Source, specifier: string): string | undefined {
  const room = roomOf(file.path)
  if (room === undefined) return `${file.path} belongs to no room`
  if (specifier.startsWith('.')) return wallObjection(file, room, targetOf(file, specifier))
  const allowed = isBuiltin(specifier) ? (room.node ?? []) : (room.packages ?? [])
  const fits = allowed === 'any' || allowed.some((entry) => matches(entry, specifier))
  return fits ? undefined : `${file.path} (${room.name}) imports ${specifier}`
}

function wallObjection(file: Source, room: Room, target: string): string | undefined {
  const other = roomOf(target)
  if (other === room || room.uses.includes(target)) return undefined
  if (other !== undefined && room.uses.includes(other.name)) return undefined
  return `${file.path} (${room.name}) imports ${target} (${other?.name ?? 'no room'})`
}

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier)
}

function matches(entry: string, specifier: string): boolean {
  const base = entry.replace(/\*$/, '')
  if (entry.endsWith('*')) return specifier.startsWith(base)
  return specifier === base || specifier.startsWith(`${base}/`)
}

const sources = [...readSources('src'), ...readSources('commands')]

/** The rows of the table in docs/architecture.md. */
function roomsTable(): string {
  return rooms.map((room) => `| ${room.name} (${room.paths[0]}) | ${room.purpose} |`).join('\n')
}

describe('the walls between the rooms', () => {
  it('are not broken by any import', () => {
    const objections = sources.flatMap((file) =>
      file.imports.flatMap((specifier) => objection(file, specifier) ?? []),
    )
    expect(objections).toEqual([])
  })

  it('stand in docs/architecture.md', () => {
    const text = readFileSync(join(root, 'docs/architecture.md'), 'utf8')
    const [, table] = /<!-- rooms:[^>]*-->\n([\s\S]*?)\n<!-- \/rooms -->/.exec(text) ?? []
    expect(table).toBe(`| room | what it is |\n|---|---|\n${roomsTable()}`)
  })

  it('hold every file', () => {
    expect(sources.filter((file) => roomOf(file.path) === undefined).map((file) => file.path)).toEqual([])
  })

  it('name only rooms and files that exist', () => {
    const names = new Set(rooms.map((room) => room.name))
    const files = new Set(sources.map((file) => file.path))
    const unknown = rooms.flatMap((room) => room.uses.filter((use) => !names.has(use) && !files.has(use)))
    expect(unknown).toEqual([])
  })

  it('stand only around rooms that hold something', () => {
    const held = new Set(sources.map((file) => roomOf(file.path)?.name))
    expect(rooms.map((room) => room.name).filter((name) => !held.has(name))).toEqual([])
  })

  it('leave no circle, of files or of rooms', () => {
    expect(circlesIn(graphOf(sources))).toEqual([])
    expect(circlesIn(new Map(rooms.map((room) => [room.name, room.uses])))).toEqual([])
  })

  it('keep clocks, chance and the process out of the pure rooms', () => {
    const effects =
      /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.\w|\bfetch\(|\bconsole\.\w+\(|\bset(?:Timeout|Interval)\(/
    const impure = sources
      .filter((file) => roomOf(file.path)?.pure)
      .flatMap((file) =>
        file.text
          .split('\n')
          .filter((line) => !/^\s*(?:\/\/|\*|\/\*)/.test(line) && effects.test(line))
          .map((line) => `${file.path}: ${line.trim()}`),
      )
    expect(impure).toEqual([])
  })
})

describe('the reader of imports', () => {
  it.each([
    ["import { a } from './a.ts'", './a.ts'],
    ["import type * as z from 'zod'", 'zod'],
    ["import {\n  a,\n  b,\n} from '../b.ts'", '../b.ts'],
    ["import './c.ts'", './c.ts'],
    ["export * from './d.ts'", './d.ts'],
    ["const e = await import('./e.ts')", './e.ts'],
  ])('sees %s', (text, specifier) => {
    expect(importsOf(text)).toEqual([specifier])
  })

  it.each([
    ['src/domain/x.ts', 'ioredis'],
    ['src/domain/x.ts', 'node:fs'],
    ['src/domain/x.ts', '../views/card.ts'],
    ['src/store/x.ts', 'bullmq'],
    ['src/slack/x.ts', '../watch/engine.ts'],
    ['src/approvals/x.ts', '../kit/command.ts'],
    ['src/kit/x.ts', '../app/context.ts'],
    ['src/local-slack/x.ts', '../base/log.ts'],
    ['src/local-slack/x.ts', '../drs/index.ts'],
    ['src/client/x.ts', '../main.ts'],
    ['src/watch/x.ts', '../client/index.ts'],
    ['src/local-drs/x.ts', '../../domain/task.ts'],
    ['commands/x.ts', '@slack/bolt'],
  ])('objects to %s importing %s', (path, specifier) => {
    expect(objection({ path, text: '', imports: [specifier] }, specifier)).toContain(path)
  })
})
