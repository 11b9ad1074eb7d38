import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'

interface Room {
  readonly name: string
  /** Files and folders; the longest match decides where a file belongs. */
  readonly paths: readonly string[]
  readonly purpose: string
  /** Rooms, or single files of them, that it may import. */
  readonly uses: readonly string[]
  /** Packages from the registry; `@slack/*` means all of that scope. */
  readonly packages?: readonly string[]
  /** Modules of Node; `any` where effects are the room's work. */
  readonly node?: readonly string[] | 'any'
  /** Rooms without effects: time and chance come in as arguments. */
  readonly pure?: true
}

const rooms: readonly Room[] = [
  {
    name: 'ground',
    paths: ['src/text.ts', 'src/refusal.ts', 'src/log.ts'],
    purpose: 'What every room stands on: languages, refusals in both of them, the shape of a log.',
    uses: [],
    pure: true,
  },
  {
    name: 'guard',
    paths: ['src/key-ring.ts', 'src/scrub.ts'],
    purpose: 'Protects secrets: the keys under which they lie, and the memory of what must not be shown.',
    uses: [],
    node: ['node:crypto'],
    pure: true,
  },
  {
    name: 'drs',
    paths: ['src/drs'],
    purpose: 'The contract: operations, statuses, error codes and precheck items of DRS, as data.',
    uses: ['ground'],
    packages: ['zod'],
    pure: true,
  },
  {
    name: 'domain',
    paths: ['src/domain'],
    purpose: 'What tasks, watches and approvals are, and every decision about them.',
    uses: ['drs', 'ground'],
    node: ['node:crypto'],
    pure: true,
  },
  {
    name: 'views',
    paths: ['src/views'],
    purpose: 'Turns the domain into neutral cards; holds the sentences people read.',
    uses: ['domain', 'drs', 'ground'],
    packages: ['yaml'],
    pure: true,
  },
  {
    name: 'kit',
    paths: ['src/kit'],
    purpose: 'What a command is made of: arguments, context, replies, and the steps that several share.',
    uses: ['views', 'domain', 'drs', 'ground'],
    packages: ['zod'],
    node: ['node:crypto'],
    pure: true,
  },
  {
    name: 'commands',
    paths: ['commands'],
    purpose: 'One file per verb; asks its context for everything that has effects.',
    uses: ['kit', 'views', 'domain', 'drs', 'ground'],
    packages: ['zod'],
    pure: true,
  },
  {
    name: 'client',
    paths: ['src/client'],
    purpose: 'Signs, sends, retries and scrubs calls to DRS; the only room that knows axios.',
    uses: ['domain', 'drs', 'ground'],
    packages: ['axios', 'zod'],
    node: 'any',
  },
  {
    name: 'store',
    paths: ['src/store'],
    purpose: 'Everything the bot remembers, in Redis; the only room that knows ioredis.',
    uses: ['guard', 'domain', 'drs', 'ground'],
    packages: ['ioredis', 'zod'],
    node: ['node:crypto'],
  },
  {
    name: 'watch',
    paths: ['src/watch'],
    purpose:
      'Polls, finds changes and delivers them; the only room that knows BullMQ. DRS and Slack are handed in.',
    uses: ['store', 'views', 'domain', 'drs', 'ground'],
    packages: ['bullmq'],
    node: ['node:crypto', 'node:events'],
  },
  {
    name: 'slack',
    paths: ['src/slack'],
    purpose: 'Turns Slack’s requests into commands and cards into Block Kit; the only room that knows Slack.',
    uses: ['kit', 'src/watch/messenger.ts', 'guard', 'views', 'domain', 'drs', 'ground'],
    packages: ['@slack/*', 'zod'],
    node: 'any',
  },
  {
    name: 'web',
    paths: ['src/web'],
    purpose: 'The bot’s own pages, for what must not pass through Slack; what they do is handed in.',
    uses: ['domain', 'ground'],
    node: 'any',
  },
  {
    name: 'config',
    paths: [
      'src/config.ts',
      'src/config-file.ts',
      'src/config-web.ts',
      'src/config-approvals.ts',
      'src/secrets.ts',
    ],
    purpose:
      'Environment and file, checked once, as one object; secrets by reference, read when they are needed.',
    uses: ['domain', 'drs', 'ground'],
    packages: ['yaml', 'zod'],
    node: 'any',
  },
  {
    name: 'doctor',
    paths: ['src/doctor'],
    purpose: 'Checks everything the bot needs before it starts, and says what to do.',
    uses: ['config', 'client', 'store', 'drs', 'ground'],
    packages: ['yaml', 'zod'],
    node: 'any',
  },
  {
    name: 'sandbox',
    paths: ['src/sandbox'],
    purpose: 'Stand-ins for DRS and Slack and a private Redis; knows the contract, never the bot.',
    uses: ['drs', 'ground'],
    packages: ['ws', 'zod'],
    node: 'any',
  },
  {
    name: 'bot',
    paths: ['src/bot.ts', 'src/bot', 'src/approvals'],
    purpose: 'Puts the rooms together into a bot that starts and stops.',
    uses: [
      'commands',
      'kit',
      'slack',
      'web',
      'guard',
      'watch',
      'store',
      'client',
      'config',
      'views',
      'domain',
      'drs',
      'ground',
    ],
    node: ['node:crypto'],
  },
  {
    name: 'programs',
    paths: [
      'src/main.ts',
      'src/scripts',
      'src/sandbox/main.ts',
      'src/sandbox/drs/main.ts',
      'src/sandbox/slack/main.ts',
    ],
    purpose: 'What `npm run` starts. Nothing imports a program.',
    uses: ['bot', 'doctor', 'config', 'sandbox', 'commands', 'kit', 'guard', 'drs', 'ground'],
    packages: ['pino', 'yaml'],
    node: 'any',
  },
]

interface Source {
  readonly path: string
  readonly text: string
  readonly imports: readonly string[]
}

const root = new URL('..', import.meta.url).pathname

function read(folder: string): readonly Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
    .map((file) => ({ ...file, imports: importsOf(file.text) }))
}

/** Type imports count as knowledge of another room, but are gone when the program runs. */
const typeImport = /^(?:import|export)\s+type\s[^'"`;]*?from\s+['"][^'"]+['"]/gm

const importForms = [
  /^(?:import|export)\s[^'"`;]*?from\s+['"]([^'"]+)['"]/gm,
  /^import\s+['"]([^'"]+)['"]/gm,
  /\bimport\(\s*['"]([^'"]+)['"]/g,
]

function importsOf(text: string): readonly string[] {
  return importForms.flatMap((form) => [...text.matchAll(form)].flatMap((match) => match[1] ?? []))
}

function roomOf(path: string): Room | undefined {
  const matches = rooms.flatMap((room) =>
    room.paths
      .filter((prefix) => path === prefix || path.startsWith(`${prefix}/`))
      .map((prefix) => ({ room, length: prefix.length })),
  )
  return matches.sort((a, b) => b.length - a.length)[0]?.room
}

function targetOf(file: Source, specifier: string): string {
  return normalize(join(dirname(file.path), specifier))
}

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

/** The files along the first circle found from here. */
function circleFrom(
  start: string,
  graph: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined {
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): readonly string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path]
    if (done.has(path)) return undefined
    for (const next of graph.get(path) ?? []) {
      const circle = visit(next, [...trail, path])
      if (circle) return circle
    }
    done.add(path)
    return undefined
  }
  return visit(start, [])
}

const sources = [...read('src'), ...read('commands')]

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

  it('leave no circle', () => {
    const graph = new Map(
      sources.map((file) => [
        file.path,
        importsOf(file.text.replace(typeImport, ''))
          .filter((specifier) => specifier.startsWith('.'))
          .map((specifier) => targetOf(file, specifier)),
      ]),
    )
    expect(sources.map((file) => circleFrom(file.path, graph)).find(Boolean)).toBeUndefined()
    const roomGraph = new Map(rooms.map((room) => [room.name, room.uses]))
    expect(rooms.map((room) => circleFrom(room.name, roomGraph)).find(Boolean)).toBeUndefined()
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
    ['src/client/x.ts', '../main.ts'],
    ['src/watch/x.ts', '../client/index.ts'],
    ['src/sandbox/drs/x.ts', '../../domain/task.ts'],
    ['commands/x.ts', '@slack/bolt'],
  ])('objects to %s importing %s', (path, specifier) => {
    expect(objection({ path, text: '', imports: [specifier] }, specifier)).toContain(path)
  })
})
