import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Locale } from '../../../src/base/i18n.ts'
import type { Bot } from '../../../src/bot/bot.ts'
import { operations } from '../../../src/drs/index.ts'
import type { Generation, Operation } from '../../../src/drs/operation.ts'
import { destinationPassword, instances } from '../../../src/local-drs/databases.ts'
import type { SeedTask } from '../../../src/local-drs/seed.ts'
import type { SeenMessage, SeenView } from '../../../src/local-slack/control/seen.ts'
import { defaultWorkspace } from '../../../src/local-slack/workspace.ts'
import { approved } from '../approving.ts'
import { startBotIn, startWorld, type World } from '../world.ts'
import { filledIn, type GivenFile, NotOfThisTask } from './form-filler.ts'

/**
 * Every call of DRS, made by somebody who knows nothing of it but what its form says. What the call asks for may not be possible
 * for the task; but neither the form nor DRS may miss a value or refuse one, and the person gets an answer.
 */
/** Each wait is for one thing of the bot, ms. */
const patience = 20_000

/** What a call needs may be found with another kind of task than the first. */
const kinds = ['running', 'new', 'paused', 'failed', 'pair', 'ended', 'warehouse', 'changes'] as const

const statuses = {
  running: 'INCRE_TRANSFER_STARTED',
  new: 'CONFIGURATION',
  paused: 'PAUSING',
  failed: 'INCRE_TRANSFER_FAILED',
  pair: 'INCRE_TRANSFER_STARTED',
  ended: 'RELEASE_RESOURCE_COMPLETE',
  warehouse: 'INCRE_TRANSFER_STARTED',
  changes: 'CONFIGURATION',
} as const satisfies Record<(typeof kinds)[number], SeedTask['status']>

/** Some calls are only for a synchronization into it. */
const warehouse = {
  ...{ name: 'dws', engine: 'dws', host: '192.168.0.171', port: 8000, instanceId: 'dws-in' },
  ...{ user: 'drs_user', password: destinationPassword },
}

function seededTask(prefix: string, kind: (typeof kinds)[number]): SeedTask {
  const named = { name: `${prefix}-${kind}`, status: statuses[kind] }
  if (kind === 'pair') {
    return {
      ...{ ...named, scenario: 'cloudDataGuard', engine: 'cloudDataGuard-mysql' },
      ...{ source: '192.168.0.29:3306', destination: instances.mysqlStandby },
    }
  }
  const destination = kind === 'warehouse' ? warehouse.instanceId : instances.mysql
  const mode = kind === 'changes' ? 'INCR_TRANS' : 'FULL_INCR_TRANS'
  return { ...named, mode, scenario: 'sync', engine: 'mysql', source: '192.168.0.28:3306', destination }
}

/** One operation with a channel for itself: what was said of another one is out of the way. */
interface Try {
  readonly op: Operation
  readonly channel: string
  /** What the names of its tasks begin with: what one call does to its tasks must not keep the next from asking. */
  readonly prefix: string
}

function tried(op: Operation, number: number): Try {
  // Those that read a comparison have one made.
  const isReading = op.risk === 'read' && !op.id.includes('compare')
  return { op, channel: `C9${100 + number}`, prefix: isReading ? 'read' : `t${number}` }
}

/** How DRS says that a field is missing, unknown or wrong, or that a task stands twice (tables ). */
const wrongField = /"DRS\.(?:M00200|M00201|M00202|M00210|M00211|M00301|M00305|10020000|10020001|10020002)"/

/** Who reads in which language. */
const readers = { en: 'U01ALICE', 'zh-CN': 'U06LIWEI' } as const satisfies Record<Locale, string>

interface Made {
  /** What the person reads in the end. */
  readonly read: string
  readonly files: SeenMessage['files']
}

/** The objects of the documents' example are in no database here; so whoever wants the id that comes with saving selects all. */
const ownValues: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'update-job': { 'body.job': '{"type":"db_object","params":{"db_object":{"object_scope":"all"}}}' },
}

/** Declares a test for each operation of that generation, made by somebody who reads that language. */
export function everyCall(generation: Generation, locale: Locale): void {
  const calls = operations.filter(({ api }) => api === generation).map(tried)
  let world: World
  let bot: Bot

  beforeAll(async () => {
    world = await worldFor(calls, locale)
    bot = await startBotIn(world)
  })

  afterAll(async () => {
    await bot?.stop()
    await world?.stop()
  })

  it.each(calls.map((one) => [one.op.id, one] as const))('%s', async (_, { op, channel, prefix }) => {
    const caller = callerIn(world, locale, channel)
    const before = new Set(caller.askedFor(op))
    let read = ''
    let answers: readonly string[] = []
    for (const kind of kinds) {
      read = await caller.made(op, `${prefix}-${kind}`).then((call) => call.read, ofAnotherTask)
      await caller.closeAll()
      answers = caller.askedFor(op).filter((id) => !before.has(id))
      if (answers.length > 0) break
    }
    const said = answers.map((id) => JSON.stringify(world.drs.control.answer(id)) ?? '')
    expect(said.length, `DRS was asked; instead: ${read}`).toBeGreaterThan(0)
    expect(said.filter((answer) => wrongField.test(answer))).toEqual([])
    expect(read).not.toBe('')
  })
}

/** Only that a task does not have what the form asks for is no fault of the form. */
function ofAnotherTask(error: unknown): string {
  if (error instanceof NotOfThisTask) return error.message
  throw error
}

async function worldFor(calls: readonly Try[], locale: Locale): Promise<World> {
  const prefixes = [...new Set(calls.map(({ prefix }) => prefix))]
  const tasks = prefixes.flatMap((prefix) => kinds.map((kind) => seededTask(prefix, kind)))
  const workspace = defaultWorkspace()
  const [like] = workspace.channels
  if (!like) throw new Error('a workspace without channels')
  const channels = calls.map(({ op, channel }) => ({ ...like, id: channel, name: op.id }))
  const world = await startWorld(
    { tasks, databases: [warehouse] },
    {
      generations: ['v3', 'v5'],
      workspace: { ...workspace, channels: [...workspace.channels, ...channels] },
    },
  )
  return {
    ...world,
    config: {
      ...world.config,
      connections: world.config.connections.map((one) => ({ ...one, language: locale })),
      // Nothing here is waited for that a poll finds out.
      polling: { motion: 3_600_000, steady: 3_600_000, discovery: 3_600_000 },
    },
  }
}

/** The hands of one person in one channel. */
function callerIn(world: World, locale: Locale, channel: string) {
  const person = world.people.as(readers[locale])

  /** The ids of its latest requests. */
  function askedFor(op: Operation): readonly string[] {
    const operation = op.actionOf ?? op.id
    return world.drs.control
      .requests()
      .filter((one) => one.operation === operation)
      .map(({ requestId }) => requestId)
  }

  async function closeAll(): Promise<void> {
    for (const { id } of await person.views()) await person.close(id, { all: true })
  }

  async function lastTs(where: string): Promise<string> {
    const messages = (await person.transcript(where)).flatMap((one) => [one, ...one.replies])
    return (
      messages
        .map(({ ts }) => ts)
        .toSorted()
        .at(-1) ?? '0'
    )
  }

  /** What somebody reads who waits: not the notice that it goes on. */
  const answered = (after: string) =>
    person.waitFor(
      channel,
      { after, ephemeral: true, pattern: '^(?![^]*(?:Still working|仍在处理))' },
      patience,
    )

  async function opened(op: Operation): Promise<{ readonly form?: SeenView; readonly answer?: SeenMessage }> {
    const after = await lastTs(channel)
    await person.command(channel, `/drs api ${op.id}`)
    return Promise.race([
      person.waitForView({ actionId: 'field' }, patience).then((form) => ({ form })),
      answered(after).then((answer) => ({ answer })),
    ])
  }

  /** Makes the call about that task. */
  async function made(op: Operation, task: string, prefer?: readonly string[]): Promise<Made> {
    const direct = await person.direct()
    const before = await lastTs(direct)
    const { form, answer } = await opened(op)
    const read = form
      ? await sent(op, form, { task, prefer: prefer ?? [], copied: prefer !== undefined })
      : (answer?.plain ?? '')
    const messages = await person.transcript(direct)
    return { read, files: messages.filter(({ ts }) => ts > before).flatMap((message) => message.files) }
  }

  interface About {
    readonly task: string
    readonly prefer: readonly string[]
    /** Somebody wants to copy from the answer. */
    readonly copied: boolean
  }

  async function sent(op: Operation, form: SeenView, { task, prefer, copied }: About): Promise<string> {
    const elsewhere = async (id: string, wanted: readonly string[] = []): Promise<Made> => {
      const call = operations.find((one) => one.id === id)
      if (!call) throw new Error(`the form of ${op.id} names ${id}, which is no call`)
      await person.close(form.id, { all: true })
      return made(call, task, wanted)
    }
    const fromForm = await filledIn(form, {
      ...{ person, locale, task, prefer },
      answerOf: async (id, wanted) => (await elsewhere(id, wanted)).read,
      fileOf: async (id) => downloaded(world, (await elsewhere(id)).files.at(-1)),
    })
    const values = { ...fromForm, ...(copied && ownValues[op.id]) }
    const isOpen = (await person.views()).some(({ id }) => id === form.id)
    const shown = isOpen ? form : (await opened(op)).form
    const after = await lastTs(channel)
    const submitted = await person.submit(shown?.id ?? '', values)
    expect(submitted, `${op.id} with ${JSON.stringify(values)}`).toMatchObject({ ok: true })
    const said = await answered(after)
    const [request] = (await person.transcript(channel)).filter(
      ({ ts, actions }) => ts > after && actions.includes('cmd:approve:ask'),
    )
    return request ? carriedOut(op, request, copied) : said.plain
  }

  /** Approved by others, and carried out; what DRS has answered stands in the thread, if anything. */
  async function carriedOut(op: Operation, request: SeenMessage, copied: boolean): Promise<string> {
    await approved(world, channel, request)
    const after = await lastTs(channel)
    await person.click(request.ts, 'cmd:execute:ask')
    const { plain } = await answered(after)
    if (!copied || askedFor(op).length === 0) return plain
    return (
      await person.waitFor(
        channel,
        { after, threadTs: request.ts, ephemeral: false, text: op.title[locale] },
        patience,
      )
    ).plain
  }

  return { askedFor, closeAll, made }
}

async function downloaded(
  world: World,
  file: SeenMessage['files'][number] | undefined,
): Promise<GivenFile | undefined> {
  if (!file) return undefined
  const response = await fetch(String(file.url_private), {
    headers: { authorization: `Bearer ${world.slack.botToken}` },
  })
  return { name: String(file.name), content: Buffer.from(await response.arrayBuffer()) }
}
