import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { precheckCommand } from '../../commands/precheck.ts'
import { actOn } from '../../src/app/actions.ts'
import { arg } from '../../src/kit/args.ts'
import { type Command, command, commandForAct, commandUsage } from '../../src/kit/command.ts'
import { reply } from '../../src/kit/reply.ts'
import { words } from '../helpers/samples.ts'

const label = words('Label')

const move = command({
  name: 'start',
  group: 'run',
  summary: words('Move a task'),
  uses: ['details', 'start'],
  args: z.strictObject({
    task: arg.task(),
    kind: arg.choice(
      [
        { value: 'near', words: words('Near') },
        { value: 'far', words: words('Far') },
      ],
      { label },
    ),
    speed: arg.number({ label, min: 1, max: 9 }),
    note: arg.text({ label, max: 5 }).optional(),
  }),
  positional: ['task', 'kind'],
  shows: (field, values) => field !== 'speed' || values.kind === 'far',
  run: async (_, args) => reply.toMe({ title: JSON.stringify(args) }),
  actions: {
    schedule: async () => reply.toMe({ title: 'Later' }),
    anyway: async () => reply.toMe({ title: 'Now' }),
  },
})

const right = { task: 'orders', kind: 'far', speed: '3' }

function bare(uses: Parameters<typeof command>[0]['uses'], role?: 'admin') {
  const args = z.strictObject({})
  return command({
    name: 'missed',
    group: 'see',
    summary: label,
    uses,
    ...(role && { role }),
    args,
    run: async () => reply.toMe({ title: '' }),
  })
}

describe('the role of a command', () => {
  it('follows from the riskiest thing it does', () => {
    expect(bare([]).role).toBe('viewer')
    expect(bare(['list', 'details']).role).toBe('viewer')
    expect(bare(['list', 'start']).role).toBe('operator')
    expect(bare(['list', 'delete']).role).toBe('operator')
  })

  it('may ask for more', () => {
    expect(bare(['list'], 'admin').role).toBe('admin')
  })
})

describe('missing', () => {
  it('names the required arguments in their order', () => {
    expect(move.missing({ kind: 'far' })).toEqual(['task', 'speed'])
  })

  it('does not name what makes no sense, nor what may be left out', () => {
    expect(move.missing({})).toEqual(['task', 'kind'])
    expect(move.missing({ kind: 'near' })).toEqual(['task'])
    expect(move.missing(right)).toEqual([])
  })
})

describe('parse', () => {
  it('hands the values over as what they are', async () => {
    const parsed = move.parse(right)
    if (!parsed.ok) throw new Error('refused')
    // This command asks its context for nothing.
    const context = {} as Parameters<typeof parsed.run>[0]
    expect(await parsed.run(context)).toMatchObject({
      card: { title: '{"task":"orders","kind":"far","speed":3}' },
    })
  })

  it('says every wrong field in both languages', () => {
    expect(move.parse({ ...right, kind: 'up', note: 'too long' })).toEqual({
      ok: false,
      invalid: [
        {
          field: 'kind',
          text: { en: '“up” is not one of: near, far', 'zh-CN': '“up”无效，可选值：near、far' },
        },
        {
          field: 'note',
          text: {
            en: 'This has 8 characters, at most 5 are allowed',
            'zh-CN': '内容有 8 个字符，最多允许 5 个',
          },
        },
      ],
    })
  })

  it('names the options there are when one is unknown', () => {
    expect(move.parse({ ...right, sped: '3' })).toEqual({
      ok: false,
      invalid: [
        {
          field: 'sped',
          text: {
            en: 'There is no option “sped”. Known options: task, kind, speed, note.',
            'zh-CN': '没有选项“sped”。可用选项：task, kind, speed, note。',
          },
        },
      ],
    })
  })

  it('does not offer options where there are none', () => {
    const parsed = bare([]).parse({ all: 'true' })
    expect(parsed.ok).toBe(false)
    if (!parsed.ok) expect(parsed.invalid[0]?.text.en).toBe('There is no option “all”.')
  })
})

describe('check', () => {
  it('speaks of the fields of one page only', () => {
    const values = { kind: 'up', note: 'too long' }
    expect(move.check(values, ['kind']).map((issue) => issue.field)).toEqual(['kind'])
    expect(move.check(values, ['note', 'task']).map((issue) => issue.field)).toEqual(['task', 'note'])
    expect(move.check(values, [])).toEqual([])
    expect(move.check(right, ['task', 'kind', 'speed', 'note'])).toEqual([])
  })
})

describe('what is derived from a declaration', () => {
  it('is a single page with all the fields', () => {
    expect(move.pages).toEqual([
      {
        title: { en: '/drs start', 'zh-CN': '/drs start' },
        fields: ['task', 'kind', 'speed', 'note'],
      },
    ])
  })

  it('is how it is typed', () => {
    expect(commandUsage(move)).toBe('/drs start <task> <kind> --speed … [--note …]')
    expect(commandUsage(bare([]))).toBe('/drs missed')
  })

  it('leaves many options to the form, and shows a flag without a value', () => {
    const take = (names: readonly string[]) =>
      command({
        name: 'use',
        group: 'see',
        summary: label,
        uses: [],
        args: z.strictObject(Object.fromEntries(names.map((name) => [name, arg.flag({ label })]))),
        run: async () => reply.toMe({ title: '' }),
      })
    expect(commandUsage(take(['a', 'b', 'c', 'd']))).toBe('/drs use [--a] [--b] [--c] [--d]')
    expect(commandUsage(take(['a', 'b', 'c', 'd', 'e']))).toBe('/drs use [--option …]')
  })

  it('are the operations behind it', () => {
    const ids = ({ operations }: Command) => operations.map(({ id }) => id)
    expect(ids(move)).toEqual(expect.arrayContaining(['batch-job-details', 'batch-start-jobs']))
    const both = ids(bare(['stop', 'delete']))
    expect(both.filter((id) => id === 'batch-stop-or-delete-jobs')).toHaveLength(1)
  })
})

/** Checked by tsc: a line that compiles is an error there. */
describe('what the table of targets does not list does not compile', () => {
  const rest = {
    group: 'see',
    summary: label,
    uses: [],
    args: z.strictObject({}),
    run: async () => reply.toMe({ title: '' }),
  } as const
  const click = async () => reply.toMe({ title: '' })

  it('as the name of a command', () => {
    // @ts-expect-error: there is no such command.
    expect(command({ ...rest, name: 'halt' }).name).toBe('halt')
  })

  it('as an action of a command', () => {
    expect(
      Object.keys(command({ ...rest, name: 'stop', actions: { do: click, force: click } }).actions),
    ).toEqual(['do', 'force'])
    // @ts-expect-error: `halt` is not listed for `stop`.
    command({ ...rest, name: 'stop', actions: { do: click, force: click, halt: click } })
    // @ts-expect-error: `force` is listed for `stop`, and not there.
    command({ ...rest, name: 'stop', actions: { do: click } })
    // @ts-expect-error: none of what is listed for `stop` is there.
    command({ ...rest, name: 'stop' })
    // @ts-expect-error: `pause` has none of its own.
    command({ ...rest, name: 'pause', actions: { do: click } })
  })
})

/** Checked by tsc as well. */
describe('a capability that the command does not name is not there', () => {
  const declared = {
    name: 'pause',
    group: 'see',
    summary: label,
    uses: [],
    args: z.strictObject({}),
  } as const
  const done = reply.toMe({ title: '' })

  it('for a command that names another', () => {
    const named = command({
      ...declared,
      capabilities: ['watching'],
      async run(ctx) {
        await ctx.watching.watches()
        // @ts-expect-error: it names `watching` only.
        await ctx.rights.grants()
        return done
      },
    })
    expect(named.capabilities).toEqual(['watching'])
  })

  it('for a command that names none', () => {
    const bare = command({
      ...declared,
      async run(ctx) {
        // @ts-expect-error: it names none.
        await ctx.watching.watches()
        return done
      },
    })
    expect(bare.capabilities).toEqual([])
  })

  it('for a helper that needs more than the command names', () => {
    const short = command({
      ...declared,
      uses: ['pause'],
      // @ts-expect-error: the helper needs `actions`.
      run: (ctx) => actOn(ctx, 'pause', 'orders', { what: 'all' }),
    })
    expect(short.capabilities).toEqual([])
  })

  it('and one that does not exist cannot be named', () => {
    // @ts-expect-error: there is no such capability.
    const unknown = command({ ...declared, capabilities: ['flying'], run: async () => done })
    expect(unknown.capabilities).toHaveLength(1)
  })
})

describe('an act that only looks', () => {
  it('needs no more than seeing tasks, unlike what changes something', () => {
    expect(precheckCommand.role).toBe('operator')
    const roleOf = (act: string) => commandForAct(precheckCommand, act).role
    expect(['fixes', 'file', 'table', 'accept', 'ask'].map(roleOf)).toEqual([
      ...['viewer', 'viewer', 'viewer'],
      ...['operator', 'operator'],
    ])
  })
})
