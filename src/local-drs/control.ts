import type * as z from 'zod'
import { BadInput } from './bad-input.ts'
import { tableKey, transferred } from './contents.ts'
import { type Inputs, inputs } from './control-inputs.ts'
import { type DatabaseState, databaseState, type TaskState, taskState } from './control-states.ts'
import { type Database, databaseKey } from './databases.ts'
import type { Faults } from './faults.ts'
import type { Iam } from './iam.ts'
import { behindBy } from './lifecycle.ts'
import { changePassword } from './passwords.ts'
import { perform, startPrecheck } from './perform.ts'
import { shownLag } from './progress.ts'
import type { RequestLog } from './request-log.ts'
import { plant, plantTask, type Seed } from './seed.ts'
import type { LocalTask } from './task.ts'
import type { World } from './world.ts'

export type { DatabaseState, TaskState } from './control-states.ts'

/** Look at and turn the local DRS behind the bot's back; throws `BadInput`. Inputs are as `GET /control` lists them. */
export interface Control {
  tasks(): readonly TaskState[]
  databases(): readonly DatabaseState[]
  /** The last calls, oldest first. */
  requests(last?: number): ReturnType<RequestLog['last']>
  /** What was answered to one of the latest calls; secrets are stars. */
  answer(requestId: string): unknown
  faults(): ReturnType<Faults['list']>
  clock(): { readonly speed: number; readonly now: number }
  item(input: Inputs['item']): DatabaseState
  speed(input: Inputs['speed']): ReturnType<Control['clock']>
  advance(input: Inputs['advance']): ReturnType<Control['clock']>
  create(input: Inputs['create']): TaskState
  act(input: Inputs['act']): TaskState
  lag(input: Inputs['lag']): TaskState
  /** Lets the lag of a task rise, or lets it go: then the task catches up bit by bit. */
  overload(input: Inputs['overload']): TaskState
  /** What a comparison that starts from now on finds. */
  difference(input: Inputs['difference']): TaskState
  password(input: Inputs['password']): DatabaseState
  fault(input: Inputs['fault']): ReturnType<Faults['list']>
  clearFault(input: Inputs['clearFault']): ReturnType<Faults['list']>
  clearFaults(input?: Inputs['clearFaults']): ReturnType<Faults['list']>
  /** Tokens that IAM has issued are not accepted any more. */
  expireTokens(input?: Inputs['expireTokens']): { readonly expired: true }
  /** The world as it was at the start: its seed again, no faults; the clock goes on. */
  restart(input?: Inputs['restart']): readonly TaskState[]
}

/** Everything that the control room turns. */
export interface Turned {
  readonly world: World
  readonly faults: Faults
  readonly log: RequestLog
  readonly iam: Iam
  /** What a restart plants. */
  readonly seed?: Seed | undefined
}

export function createControl({ world, faults, log, iam, seed }: Turned): Control {
  const clock = () => ({ speed: world.clock.speed(), now: world.clock.moment().wall })
  const shown = (id: string) => taskState(world, taskCalled(world, id))
  const tasks = () => world.tasks().map((task) => taskState(world, task))

  return {
    tasks,
    databases: () => world.databases().map(databaseState),
    requests: (last = 100) => log.last(last),
    answer: (requestId) => log.answer(requestId),
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
    overload(input) {
      const { task, on } = inputs.overload.parse(input)
      world.putTask(overloaded(world, taskCalled(world, task), on))
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
    clearFault(input) {
      faults.clear(inputs.clearFault.parse(input).id)
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
    restart() {
      world.reset()
      faults.clear()
      plant(world, seed ?? {})
      return tasks()
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

function overloaded(world: World, task: LocalTask, on: boolean): LocalTask {
  const moment = world.clock.moment()
  const { overloadedSince: since, ...free } = task
  if (on) return { ...free, overloadedSince: since ?? moment.virtual }
  return { ...free, life: behindBy(task.life, shownLag(task, moment) ?? 0, moment) }
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
  const { action, startAt, reason: error, force } = input
  const code =
    action === 'precheck'
      ? startPrecheck(world, task)
      : perform(world, task, action, { startAt, error, force })?.code
  if (code) throw new BadInput(`${input.action} of ${task.name} in ${task.life.status} is refused: ${code}`)
}
