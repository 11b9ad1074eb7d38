import * as z from 'zod'
import { commandTarget } from '../../src/domain/command-targets.ts'
import { DrsError } from '../../src/drs/drs-error.ts'
import { arg } from '../../src/kit/args.ts'
import { type Command, command } from '../../src/kit/command.ts'
import { reply } from '../../src/kit/reply.ts'
import { words } from '../helpers/samples.ts'

const label = words('Label')

/** What the commands of the test were run with. */
export interface Ran {
  readonly command: string
  readonly user: string
  readonly channel: string
  readonly args: object
}

/** A handful of verbs that between them use all that the dispatcher offers. */
export function sampleCommands(ran: Ran[]): readonly Command[] {
  const note = (name: string, ctx: { user: string; channel: string }, args: object) =>
    void ran.push({ command: name, user: ctx.user, channel: ctx.channel, args })
  return [show(note), list(note), start(note), make(note), faults(note)]
}

type Note = (name: string, ctx: { user: string; channel: string }, args: object) => void

function show(note: Note): Command {
  return command({
    name: 'show',
    group: 'see',
    summary: words('Show a task'),
    uses: ['list', 'details'],
    args: z.strictObject({ task: arg.task(), long: arg.flag({ label }) }),
    positional: ['task'],
    async run(ctx, args) {
      const task = await ctx.task(args.task)
      note('show', ctx, { ...args, task: task.id })
      return reply.toMe({ title: `This is ${task.name}` })
    },
    actions: {
      details: async (ctx, ref) => reply.toMe({ title: `All of ${(await ctx.task(ref)).name}` }),
      remembered: async (_, ref) => reply.toMe({ title: `Remembered of ${ref}` }),
    },
  })
}

function list(note: Note): Command {
  return command({
    name: 'list',
    group: 'see',
    summary: words('List tasks'),
    uses: ['list'],
    args: z.strictObject({}),
    async run(ctx, args) {
      note('list', ctx, args)
      return reply.toMe({ title: 'Page 1' })
    },
    actions: {
      page: async (ctx, value) => {
        note('list:page', ctx, { value })
        return reply.replace({ title: `Page ${value}` })
      },
      all: async () => reply.toMe({ title: 'Page 1' }),
      home: async () => ({ kind: 'home', card: { title: 'Home' } }),
    },
  })
}

function start(note: Note): Command {
  return command({
    name: 'start',
    group: 'run',
    summary: words('Start a task'),
    uses: ['list', 'details', 'start'],
    args: z.strictObject({
      task: arg.task(),
      speed: arg.number({ label, min: 1, max: 9 }),
      why: arg.text({ label, max: 20 }),
    }),
    positional: ['task', 'speed', 'why'],
    async run(ctx, args) {
      await ctx.task(args.task)
      note('start', ctx, args)
      return reply.toChannel({ title: 'Started' })
    },
    actions: {
      schedule: async () => reply.toMe({ title: 'Later' }),
      anyway: async () => reply.toMe({ title: 'Now' }),
    },
  })
}

/** Three pages; the second has something to ask only of kind `far`. */
function make(note: Note): Command {
  return command({
    name: 'use',
    group: 'setup',
    summary: words('Make a task'),
    uses: ['nodeTypes'],
    args: z.strictObject({
      name: arg.text({ label, min: 4 }),
      kind: arg.choice(
        [
          { value: 'near', words: words('Near') },
          { value: 'far', words: words('Far') },
        ],
        { label },
      ),
      road: arg.text({ label }).optional(),
      node: arg.cloud({ label }),
      watch: arg.flag({ label, initial: true }),
    }),
    positional: ['name', 'kind'],
    pages: [
      { title: words('First'), fields: ['name', 'kind'] },
      { title: words('Second'), fields: ['road'] },
      { title: words('Third'), fields: ['node', 'watch'] },
    ],
    recalls: ['node'],
    deed: words('Make it'),
    inspectKnown: async (_, { name }) =>
      name === 'taken' ? [{ field: 'name', text: words('There is one already') }] : [],
    proposes: async (_, { name = '' }) => {
      if (name === 'silent') throw new Error('the cloud is silent')
      return name.startsWith('known') ? { road: `road to ${name}` } : {}
    },
    shows: (field, values) => field !== 'road' || values.kind === 'far',
    options: {
      node: async (_, values) => {
        if (values.name === 'silent') throw new Error('the cloud is silent')
        return [{ value: 'high', label: `High for ${values.name}` }]
      },
    },
    async run(ctx, args) {
      if (args.name === 'fails') throw refused
      note('use', ctx, args)
      return reply.toMe({
        title: 'Made',
        buttons: [{ label: 'Again', action: commandTarget('use', 'form'), value: '-' }],
      })
    },
  })
}

/** DRS's answer to a bad parameter, with its raw words. */
export const refused = new DrsError({
  code: 'DRS.M00202',
  message: 'raw words of the service',
  operation: 'batch-create-jobs',
  requestId: 'req-77',
})

function faults(note: Note): Command {
  return command({
    name: 'missed',
    group: 'admin',
    summary: words('Go wrong'),
    uses: [],
    args: z.strictObject({ how: arg.text({ label }) }),
    positional: ['how'],
    async run(ctx, { how }) {
      note('missed', ctx, { how })
      if (how === 'drs') throw refused
      throw new Error('password=hunter2 at redis://10.0.0.5')
    },
  })
}
