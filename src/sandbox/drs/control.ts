import * as z from 'zod'
import { BadInput } from './bad-input.ts'
import { tableKey, transferred } from './contents.ts'
import { type Database, databaseKey } from './databases.ts'
import { type Faults, faultSchema } from './faults.ts'
import type { Iam } from './iam.ts'
import { currentAction, verbs } from './lifecycle.ts'
import { changePassword } from './passwords.ts'
import { perform, startPrecheck } from './perform.ts'
import { precheckReport } from './precheck.ts'
import { fullPercent, shownLag } from './progress.ts'
import type { RequestLog } from './request-log.ts'
import { plantTask, seedTask } from './seed.ts'
import type { LocalTask } from './task.ts'
import type { World } from './world.ts'

/** What the control room gets as input, by the name of the action; `POST /control/<name>` takes the same as JSON. */
const inputs = {
  item: z.strictObject({
    database: z.string().describe('host:port or instance id'),
    item: z.string().min(1).describe('Precheck item'),
    broken: z.boolean(),
  }),
  speed: z.strictObject({ speed: z.number().min(0).max(100_000) }),
  advance: z.strictObject({ ms: z.number().min(0) }),
  create: seedTask,
  act: z.strictObject({
    task: z.string().describe('Id or name'),
    action: z.enum([...verbs, 'precheck']),
    reason: z.string().optional().describe('Cause of a failure'),
    startAt: z.number().optional().describe('Milliseconds since the epoch'),
    force: z.boolean().optional().describe('Stop although something is going on'),
  }),
  lag: z.strictObject({
    task: z.string().describe('Id or name'),
    ms: z.number().min(0).nullable().describe('null lets it go again'),
  }),
  difference: z.strictObject({
    task: z.string().describe('Id or name'),
    table: z.string().describe('database.table'),
    rows: z.int().min(0).describe('How many rows differ at the destination; 0: none any more'),
    kind: z
      .enum(['missing', 'extra', 'changed', 'table'])
      .default('missing')
      .describe('Rows missing, rows too many, other values, or the whole table missing'),
  }),
  password: z.strictObject({
    database: z.string().describe('host:port or instance id'),
    password: z.string().min(1).describe('Tasks that know the old one cannot log in any more'),
  }),
  fault: faultSchema,
  clearFaults: z.strictObject({}),
  expireTokens: z.strictObject({}),
} as const

type Inputs = { readonly [Name in keyof typeof inputs]: z.input<(typeof inputs)[Name]> }

/** Look at and turn the local DRS behind the bot's back; throws `BadInput`. Inputs are as `GET /control` lists them. */
export interface Control {
  tasks(): readonly TaskState[]
  databases(): readonly DatabaseState[]
  /** The last calls, oldest first. */
  requests(last?: number): ReturnType<RequestLog['last']>
  faults(): ReturnType<Faults['list']>
  clock(): { readonly speed: number; readonly now: number }
  item(input: Inputs['item']): DatabaseState
  speed(input: Inputs['speed']): ReturnType<Control['clock']>
  advance(input: Inputs['advance']): ReturnType<Control['clock']>
  create(input: Inputs['create']): TaskState
  act(input: Inputs['act']): TaskState
  lag(input: Inputs['lag']): TaskState
  /** What a comparison that starts from now on finds. */
  difference(input: Inputs['difference']): TaskState
  password(input: Inputs['password']): DatabaseState
  fault(input: Inputs['fault']): ReturnType<Faults['list']>
  clearFaults(input?: Inputs['clearFaults']): ReturnType<Faults['list']>
  /** Tokens that IAM has issued are not accepted any more. */
  expireTokens(input?: Inputs['expireTokens']): { readonly expired: true }
}

export type DatabaseState = Omit<Database, 'password'> & { readonly key: string }
export type TaskState = ReturnType<typeof taskState>

/** A task with everything that the API shows only in parts. */
function taskState(world: World, task: LocalTask) {
  const moment = world.clock.moment()
  const { precheck, life, ...configuration } = task
  return {
    ...configuration,
    status: life.status,
    mode: life.mode,
    error: life.error,
    startAt: life.startAt,
    switchovers: life.switched,
    currentAction: currentAction(life, moment),
    percent: fullPercent(life, moment),
    lagMs: shownLag(task, moment),
    precheck: precheck && { ...precheckReport(task, precheck, moment), stale: precheck.stale },
  }
}

function databaseState({ password: _hidden, ...database }: Database): DatabaseState {
  return { ...database, key: databaseKey(database) }
}

/** Everything that the control room turns. */
export interface Turned {
  readonly world: World
  readonly faults: Faults
  readonly log: RequestLog
  readonly iam: Iam
}

export function createControl({ world, faults, log, iam }: Turned): Control {
  const clock = () => ({ speed: world.clock.speed(), now: world.clock.moment().wall })
  const shown = (id: string) => taskState(world, taskCalled(world, id))

  return {
    tasks: () => world.tasks().map((task) => taskState(world, task)),
    databases: () => world.databases().map(databaseState),
    requests: (last = 100) => log.last(last),
    faults: () => faults.list(),
    clock,
    item: (input) => databaseState(breakItem(world, inputs.item.parse(input))),
    speed(input) {
      world.clock.setSpeed(inputs.speed.parse(input).speed)
      return clock()
    },
    advance(input) {
      world.clock.advance(inputs.advance.parse(input).ms)
      return clock()
    },
    create: (input) => taskState(world, plantTask(world, input)),
    act(input) {
      const task = taskCalled(world, input.task)
      actOn(world, task, inputs.act.parse(input))
      return taskState(world, world.task(task.id) ?? task)
    },
    lag(input) {
      const { task, ms } = inputs.lag.parse(input)
      const { forcedLag: _before, ...free } = taskCalled(world, task)
      world.putTask(ms === null ? free : { ...free, forcedLag: ms })
      return shown(task)
    },
    difference(input) {
      const wish = inputs.difference.parse(input)
      differ(world, taskCalled(world, wish.task), wish)
      return shown(wish.task)
    },
    password(input) {
      const { database, password } = inputs.password.parse(input)
      return databaseState(changePassword(world, databaseCalled(world, database), password))
    },
    fault(input) {
      faults.add(inputs.fault.parse(input))
      return faults.list()
    },
    clearFaults() {
      faults.clear()
      return faults.list()
    },
    expireTokens() {
      iam.expireTokens()
      return { expired: true }
    },
  }
}

function taskCalled(world: World, name: string): LocalTask {
  const found = world.task(name) ?? world.tasks().find((task) => task.name === name)
  if (!found) throw new BadInput(`There is no task ${name}`)
  return found
}

function databaseCalled(world: World, name: string): Database {
  const found = world.databases().find((d) => databaseKey(d) === name || d.instanceId === name)
  if (!found) throw new BadInput(`There is no database ${name}`)
  return found
}

function differ(
  world: World,
  task: LocalTask,
  { table, rows, kind }: z.output<typeof inputs.difference>,
): void {
  const tables = transferred(task, world.databases()).flatMap((schema) => schema.tables.map(tableKey))
  if (!tables.includes(table))
    throw new BadInput(`${task.name} has no table ${table}, but ${tables.join(', ')}`)
  const { [table]: _before, ...others } = task.differences
  world.putTask({ ...task, differences: rows === 0 ? others : { ...others, [table]: { kind, rows } } })
}

function breakItem(world: World, { database, item, broken }: z.output<typeof inputs.item>): Database {
  const found = databaseCalled(world, database)
  const others = found.broken.filter((name) => name !== item)
  const changed = { ...found, broken: broken ? [...others, item] : others }
  world.putDatabase(changed)
  return changed
}

/** What somebody does in the console; the rules are those of the API. */
function actOn(world: World, task: LocalTask, input: z.output<typeof inputs.act>): void {
  const code =
    input.action === 'precheck'
      ? startPrecheck(world, task)
      : perform(world, task, input.action, {
          startAt: input.startAt,
          error: input.reason,
          force: input.force,
        })
  if (code) throw new BadInput(`${input.action} of ${task.name} in ${task.life.status} is refused: ${code}`)
}

const views = ['tasks', 'databases', 'requests', 'faults', 'clock'] as const

/** `GET /control`: what there is to see and to do, with the shape of each input. */
export function controlGuide() {
  return {
    get: views.map((name) => `/control/${name}`),
    post: Object.entries(inputs).map(([name, input]) => ({
      path: `/control/${name}`,
      input: z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }),
    })),
  }
}

/** Carries out a control call that came over HTTP; undefined when there is no such call. */
export function controlCall(control: Control, method: string, name: string, body: unknown): unknown {
  if (method === 'GET') return name === '' ? controlGuide() : view(control, name)
  if (method !== 'POST') return undefined
  return posted(control, name, body)
}

function view(control: Control, name: string): unknown {
  const found = views.find((known) => known === name)
  return found && control[found]()
}

function posted(control: Control, name: string, body: unknown): unknown {
  switch (name) {
    case 'item':
      return control.item(checked(inputs.item, body))
    case 'speed':
      return control.speed(checked(inputs.speed, body))
    case 'advance':
      return control.advance(checked(inputs.advance, body))
    case 'create':
      return control.create(checked(inputs.create, body))
    case 'act':
      return control.act(checked(inputs.act, body))
    case 'lag':
      return control.lag(checked(inputs.lag, body))
    case 'difference':
      return control.difference(checked(inputs.difference, body))
    case 'password':
      return control.password(checked(inputs.password, body))
    case 'fault':
      return control.fault(checked(inputs.fault, body))
    case 'clearFaults':
      return control.clearFaults()
    case 'expireTokens':
      return control.expireTokens()
    default:
      return undefined
  }
}

function checked<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new BadInput(z.prettifyError(parsed.error))
}
