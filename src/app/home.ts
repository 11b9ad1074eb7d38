import type { Actor } from '../domain/access/person.ts'
import { isBeforeStart } from '../domain/actions/statuses.ts'
import { commandTarget } from '../domain/command-targets.ts'
import { checksWith } from '../domain/tasks/precheck.ts'
import type { PrecheckReport } from '../domain/tasks/task.ts'
import { searchTasks } from '../domain/tasks/task-search.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import { DrsError } from '../drs/drs-error.ts'
import type { Command } from '../kit/command.ts'
import type { CommandContext } from '../kit/context.ts'
import type { HomeFacts } from '../views/home-card.ts'
import { shownTask } from '../views/task-details.ts'
import { visibleConnections } from './visible-connections.ts'

type HomeContext = CommandContext<'list', 'approvals' | 'knowledge' | 'checks'>

/** Of so many tasks the figures that were seen last are shown. */
const mostFigures = 50

/** Where it is remembered which connection the Home of a person shows. */
export function homePlace({ team, user }: Pick<Actor, 'team' | 'user'>): ChannelRef {
  return { team, channel: user }
}

/** What a person finds on the Home tab; `chosen`: of that connection only. A connection that is closed to them, or silent, keeps nothing else from being shown. */
export async function homeFacts(
  ctx: HomeContext,
  commands: readonly Command[],
  chosen?: string,
): Promise<HomeFacts> {
  const visible = visibleConnections(ctx)
  const narrowed = visible.length > 1 && chosen !== undefined && visible.includes(chosen) ? chosen : undefined
  const connections = narrowed === undefined ? visible : [narrowed]
  const isShown = ({ connection }: { readonly connection: string }) => connections.includes(connection)
  const [open, lists] = await Promise.all([
    ctx.approvals.list('open'),
    Promise.all(connections.map((connection) => tasksOf(ctx, connection))),
  ])
  const tasks = lists.flatMap((list) => list ?? [])
  const waiting = await ctx.approvals.waitingFor(open)
  const mine = commands.filter((command) => ctx.may(command))
  return {
    waiting: narrowed === undefined ? waiting : waiting.filter(isShown),
    yours: open
      .filter(({ requester }) => requester === ctx.user)
      .filter((one) => narrowed === undefined || isShown(one)),
    tasks,
    connections: visible,
    ...(narrowed !== undefined && {
      narrowed: { to: narrowed, waitingElsewhere: waiting.filter((one) => !isShown(one)).length },
    }),
    checks: await ownChecks(ctx, connections, tasks),
    unread: connections.filter((_, i) => lists[i] === undefined),
    mayCreate: mine.some(({ name }) => name === 'create'),
    menu: mine.map(({ name, summary }) => ({
      label: summary[ctx.locale],
      action: commandTarget(name, 'ask'),
      value: '-',
    })),
  }
}

/** What the person looks after, as long as the task has not begun and the item has not passed. */
async function ownChecks(
  ctx: HomeContext,
  connections: readonly string[],
  tasks: HomeFacts['tasks'],
): Promise<HomeFacts['checks']> {
  const mine = await Promise.all(
    connections.map(async (connection) => {
      const own = await ctx.checks.mine(connection)
      const ids = [...new Set(own.map(({ taskId }) => taskId))]
      const seen = ids.length > 0 ? await ctx.knowledge.seen(connection, ids) : undefined
      return own.flatMap(({ taskId, item }) => {
        const task = tasks.find(({ task: one }) => one.id === taskId && one.connection === connection)?.task
        if (task === undefined || !isBeforeStart(task.status ?? '')) return []
        const report = seen?.get(taskId)?.precheck
        const isOver = report?.finished && !isOpen(report, item)
        return isOver ? [] : [{ task: { connection, id: taskId, name: task.name ?? taskId }, item }]
      })
    }),
  )
  return mine.flat()
}

function isOpen(report: PrecheckReport, name: string): boolean {
  return checksWith(report, 'failed', 'alarm').some(({ item }) => item === name)
}

/** The tasks of a connection, the worst first; undefined where DRS does not tell. */
async function tasksOf(ctx: HomeContext, connection: string): Promise<HomeFacts['tasks'] | undefined> {
  try {
    const [{ tasks }, needing] = await Promise.all([
      ctx.service(connection).list(),
      ctx.knowledge.needing(connection),
    ])
    const { listed } = searchTasks(tasks, { words: [], terms: [] }, needing, ctx.now)
    const seen = await ctx.knowledge.seen(
      connection,
      listed.slice(0, mostFigures).map(({ task }) => task.id),
    )
    return listed.map(({ task, attention }) => {
      const snapshot = seen.get(task.id)
      return { attention, task: shownTask(task, snapshot ? { snapshot } : {}, {}) }
    })
  } catch (error) {
    if (error instanceof DrsError) return undefined
    throw error
  }
}
