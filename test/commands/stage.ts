import type { InputBlock, ModalView } from '@slack/types'
import { onTestFinished } from 'vitest'
import { commands } from '../../commands/index.ts'
import type { CommandServices } from '../../src/app/command-services.ts'
import { createTaskServiceFor } from '../../src/client/index.ts'
import type { Grant, Role } from '../../src/domain/access/roles.ts'
import { formatRef } from '../../src/domain/tasks/task-ref.ts'
import type { TaskSetup } from '../../src/domain/tasks/task-setup.ts'
import type { Generation } from '../../src/drs/operation.ts'
import { instances } from '../../src/local-drs/databases.ts'
import type { Dialect } from '../../src/local-drs/dialects.ts'
import { type Seed, startLocalDrs } from '../../src/local-drs/server.ts'
import { readable } from '../../src/local-slack/components.ts'
import type { Approvals } from '../../src/ports/approvals.ts'
import type { ReceivedFile } from '../../src/ports/drs.ts'
import { createDispatcher } from '../../src/slack/dispatch.ts'
import { testClient } from '../client/scripted-server.ts'
import { takeOut, testServices, withDrs } from '../helpers/command-services.ts'
import { interactionOf, sentForm, testDrafts, testSlack } from '../helpers/handler-services.ts'
import { testLog } from '../helpers/log.ts'
import { noon } from '../helpers/samples.ts'

type SeedTask = NonNullable<Seed['tasks']>[number]

/** A migration from the first database of the sandbox, in some status. */
export function seedTask(name: string, status: SeedTask['status'], more: Partial<SeedTask> = {}): SeedTask {
  const ends = { source: '192.168.0.28:3306', destination: instances.mysql }
  return { name, scenario: 'migration', engine: 'mysql', status, ...ends, ...more }
}

/** One seed per connection. */
export type World = Readonly<Record<string, readonly SeedTask[]>>

export interface StageOptions {
  /** The time as the bot sees it, milliseconds since the epoch; default noon. */
  readonly now?: () => number
  /** Who has which role; everybody else has none. Default: everybody is an operator. */
  readonly grants?: readonly Grant[]
  /** What is done with approval requests; everything else about them is a mistake of the code under test. */
  readonly approvals?: Partial<Approvals>
  /** Which API generations the connections use; default v3. */
  readonly generations?: readonly Generation[]
  /** How the DRS of every connection answers; default `mixed`. */
  readonly dialect?: Dialect
  /** Databases besides those of the sandbox. */
  readonly databases?: NonNullable<Seed['databases']>
  /** What the bot asks in place of DRS, for example to change its answers on their way. */
  readonly between?: (drs: { readonly endpoint: string }) => Promise<{ readonly endpoint: string }>
}

export function grant(role: Role, user: string, connection = '*'): Grant {
  return { role, users: [user], connections: [connection], channels: ['*'] }
}

/** The verbs as people use them, on a real DRS per connection; Slack's side and what is stored are kept in memory. */
export async function stage(world: World, options: StageOptions = {}) {
  const drs = new Map(
    await Promise.all(
      Object.entries(world).map(
        async ([name, tasks]) =>
          [name, await start(name, { tasks: [...tasks], databases: options.databases }, options)] as const,
      ),
    ),
  )
  const of = (connection: string) => {
    const found = drs.get(connection)
    if (!found) throw new Error(`there is no connection ${connection}`)
    return found
  }
  const needing = new Set<string>()
  const grants = options.grants ?? [grant('operator', '*')]
  const { generations } = options
  const memory = testServices({
    connections: Object.keys(world),
    grants,
    ...(generations && { generations: () => generations }),
  })
  const service: CommandServices['service'] = (connection, locale) =>
    createTaskServiceFor(of(connection).client, {
      generations: options.generations ?? ['v3'],
      waiting: { sleep: async (ms) => void of(connection).local.control.advance({ ms }) },
    })(locale)
  const setups = new Map<string, TaskSetup>()
  const drafts = testDrafts()
  const files = new Map<string, ReceivedFile>()
  const services: CommandServices = {
    ...withDrs(memory, {
      service,
      call: async (name, operation, input, { file }) => {
        if (operation.download)
          return { kind: 'file', file: await of(name).client.callForFile(operation, input) }
        const answer = await of(name).client.call(operation, { ...input, ...(file && { file }) })
        return { kind: 'answer', answer }
      },
    }),
    now: options.now ?? memory.now,
    inputs: {
      file: async (id) => {
        const file = files.get(id)
        if (!file) throw new Error(`there is no file ${id}`)
        return file
      },
      drafts,
      turn: async () => undefined,
    },
    setups: {
      get: async (task) => setups.get(formatRef(task)),
      put: async (task, setup) => void setups.set(formatRef(task), setup),
      created: async () => undefined,
    },
    approvals: (actor, authority) => ({ ...memory.approvals(actor, authority), ...options.approvals }),
    watching: {
      ...memory.watching,
      knowledge: { ...memory.watching.knowledge, needing: async () => needing },
      unwatch: async (channelRef, { id }) =>
        takeOut(memory.watched, (w) => w.taskId === id && w.channel === channelRef.channel),
      watches: async (channelRef) => memory.watched.filter((watch) => watch.channel === channelRef.channel),
    },
  }
  const slack = testSlack()
  memory.people.set('ULIWEI', { locale: 'zh-CN', groups: [] })
  const log = testLog()
  const dispatcher = createDispatcher({ commands, services, drafts, slack, log })
  const heard = () => {
    const said = slack.said.at(-1)
    if (!said) throw new Error('nothing was said')
    const blocks = JSON.parse(JSON.stringify(said.blocks))
    return { ...said, plain: unescaped(readable(blocks)), json: JSON.stringify(blocks) }
  }
  return {
    memory,
    /** What the bot does by itself. */
    services,
    /** What the bot has logged. */
    log,
    /** Where the bot remembers the databases of tasks to be, by task. */
    setups,
    /** Tasks that need somebody by what was seen of them. */
    needing,
    /** What people have uploaded, by the id of the file. */
    files,
    slack,
    drs: (connection: string) => of(connection).local,
    /** What is answered to `/drs <text>`. */
    async say(text: string, user = 'UALICE') {
      await dispatcher.typed(interactionOf(slack, { user }), text)
      return heard()
    },
    /** `/drs <text>`, whatever it leads to: a message, a form or both. */
    dispatch: (text: string, user: string) => dispatcher.typed(interactionOf(slack, { user }), text),
    /** A click that opens a modal. */
    dispatchClick: (action: string, value: string, user: string) =>
      dispatcher.clicked(interactionOf(slack, { user }), action, value),
    async click(action: string, value: string, user = 'UALICE') {
      await dispatcher.clicked(interactionOf(slack, { user }), action, value)
      return heard()
    },
    /** What is answered once the form is sent which `/drs <text>` opens. */
    async fill(text: string, values: Readonly<Record<string, string>>, user = 'UALICE') {
      await dispatcher.typed(interactionOf(slack, { user }), text)
      const view = sentForm(slack, values)
      const submission = await dispatcher.submitted(interactionOf(slack, { user, channel: '' }), view)
      await submission.later?.()
      return heard()
    },
    /**
     * Answers page by page the form that `/drs <text>` or a button opens, each field by its name; others, with `onlyNeeded` all
     * that are optional, stay as they were proposed.
     * Ends with the form, or where it is refused.
     */
    async wizard(
      text: string | { readonly action: string; readonly value: string },
      answers: Answers,
      { user = 'UALICE', onlyNeeded = false } = {},
    ) {
      const views = slack.shown.length
      const by = interactionOf(slack, { user })
      await (typeof text === 'string'
        ? dispatcher.typed(by, text)
        : dispatcher.clicked(by, text.action, text.value))
      const pages: ModalView[] = []
      while (slack.shown.length > views) {
        const page = slack.shown.at(-1)
        if (page === undefined || page.submit === undefined) break
        pages.push(page)
        const view = sentForm(slack, stateOf(page, answers, onlyNeeded))
        const { ack, later } = await dispatcher.submitted(interactionOf(slack, { user, channel: '' }), view)
        if (ack.response_action === 'errors') return { pages, errors: ack.errors }
        await later?.()
        if (ack.response_action === 'clear') break
      }
      return { pages, errors: {} }
    },
    taskId: (connection: string, name: string) => {
      const task = of(connection)
        .local.control.tasks()
        .find((one) => one.name === name)
      if (!task) throw new Error(`there is no task ${name}`)
      return task.id
    },
    statusOf: (connection: string, name: string) =>
      of(connection)
        .local.control.tasks()
        .find((one) => one.name === name)?.status,
  }
}

/** By the name of the field, or what somebody enters who sees it. */
type Answers = Readonly<Record<string, string>> | ((field: InputBlock) => string | undefined)

/** What the fields of a page hold once these answers were given in it. */
function stateOf(view: ModalView, answers: Answers, onlyNeeded: boolean): Parameters<typeof sentForm>[1] {
  const inputs = view.blocks.filter((block): block is InputBlock => block.type === 'input')
  return Object.fromEntries(
    inputs.flatMap((field) => {
      const { block_id: name = '', element, optional } = field
      const answer = () => (typeof answers === 'function' ? answers(field) : answers[name])
      const given = onlyNeeded && optional ? undefined : answer()
      const value = given ?? initialOf(element)
      if (value === undefined) return []
      const held = element.type === 'checkboxes' ? (value === 'true' ? ['true'] : []) : value
      return [[name, element.type.endsWith('_select') ? { pick: value } : held] as const]
    }),
  )
}

function initialOf(element: InputBlock['element']): string | undefined {
  if (element.type === 'plain_text_input' || element.type === 'number_input') return element.initial_value
  if ('initial_option' in element) return element.initial_option?.value
  return 'initial_options' in element ? element.initial_options?.[0]?.value : undefined
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

async function start(name: string, seed: Seed, { between, dialect = 'mixed' }: StageOptions) {
  const local = await startLocalDrs({ speed: 0, dialect, neverLate: true, seed, now: () => noon })
  onTestFinished(local.stop)
  const { endpoint } = (await between?.(local)) ?? local
  const { ak, sk, projectId } = local
  const connection = { name, projectId, credentials: { ak, sk } }
  const { client } = testClient(endpoint, { connection, options: { now: () => noon } })
  return { local, client }
}
