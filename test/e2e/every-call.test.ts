import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Bot } from '../../src/bot/bot.ts'
import { operations } from '../../src/drs/index.ts'
import type { Operation } from '../../src/drs/operation.ts'
import { instances } from '../../src/local-drs/databases.ts'
import type { SeedTask } from '../../src/local-drs/seed.ts'
import type { SeenMessage, SeenView } from '../../src/local-slack/control/seen.ts'
import { approved } from './approving.ts'
import { filledIn, type GivenFile } from './form-filler.ts'
import { startBotIn, startWorld, type World } from './world.ts'

/**
 * Every call of DRS, made by somebody who knows nothing of it but what its form says. What the call asks for may not be possible
 * for the task; but neither the form nor DRS may miss a value or refuse one, and the person gets an answer.
 */
const channel = 'C01MIGRATION'
/** Each wait is for one thing of the bot, ms. */
const patience = 4_000

/** What a call needs may be found with another kind of task than the first. */
const kinds = ['running', 'new', 'paused', 'failed', 'pair', 'ended'] as const

const statuses = {
  running: 'INCRE_TRANSFER_STARTED',
  new: 'CONFIGURATION',
  paused: 'PAUSING',
  failed: 'INCRE_TRANSFER_FAILED',
  pair: 'INCRE_TRANSFER_STARTED',
  ended: 'RELEASE_RESOURCE_COMPLETE',
} as const satisfies Record<(typeof kinds)[number], SeedTask['status']>

function seededTask(prefix: string, kind: (typeof kinds)[number]): SeedTask {
  const named = { name: `${prefix}-${kind}`, status: statuses[kind] }
  return kind === 'pair'
    ? {
        ...{ ...named, scenario: 'cloudDataGuard', engine: 'cloudDataGuard-mysql' },
        ...{ source: '192.168.0.29:3306', destination: instances.mysqlStandby },
      }
    : {
        ...{ ...named, scenario: 'sync', engine: 'mysql' },
        ...{ source: '192.168.0.28:3306', destination: instances.mysql },
      }
}

/** What one call does to its tasks must not keep the next from asking. */
function tasksOf({ id, risk }: Operation, number: number): string {
  // Those that read a comparison have one made.
  return risk === 'read' && !id.includes('compare') ? 'read' : `t${number}`
}

const prefixes = [...new Set(operations.map(tasksOf))]
const tasks = prefixes.flatMap((prefix) => kinds.map((kind) => seededTask(prefix, kind)))

/** How DRS says that a field is missing, unknown or wrong, or that a task stands twice (tables ). */
const wrongField = /"DRS\.(?:M00200|M00201|M00202|M00210|M00211|M00301|M00305|10020000|10020001|10020002)"/

let world: World
let bot: Bot

beforeAll(async () => {
  world = await startWorld({ tasks }, { generations: ['v3', 'v5'] })
  bot = await startBotIn(world)
})

afterAll(async () => {
  await bot?.stop()
  await world?.stop()
})

const alice = () => world.people.as('U01ALICE')

interface Made {
  /** What the person reads in the end. */
  readonly read: string
  readonly files: SeenMessage['files']
}

async function lastTs(where: string): Promise<string> {
  const last = (await alice().transcript(where)).at(-1)
  return last?.replies.at(-1)?.ts ?? last?.ts ?? '0'
}

async function opened(op: Operation): Promise<{ readonly form?: SeenView; readonly answer?: SeenMessage }> {
  const after = await lastTs(channel)
  await alice().command(channel, `/drs api ${op.id}`)
  return Promise.race([
    alice()
      .waitForView({ actionId: 'field' })
      .then((form) => ({ form })),
    alice()
      .waitFor(channel, { after, ephemeral: true, text: op.title.en })
      .then((answer) => ({ answer })),
  ])
}

/** Makes the call about that task. */
async function made(op: Operation, task: string, prefer?: readonly string[]): Promise<Made> {
  const direct = await alice().direct()
  const before = await lastTs(direct)
  const { form, answer } = await opened(op)
  const read = form
    ? await sent(op, form, { task, prefer: prefer ?? [], copied: prefer !== undefined })
    : (answer?.plain ?? '')
  const messages = await alice().transcript(direct)
  return { read, files: messages.filter(({ ts }) => ts > before).flatMap((message) => message.files) }
}

/** The objects of the documents' example are in no database here; so whoever wants the id that comes with saving selects all. */
const ownValues: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'update-job': { 'body.job': '{"type":"db_object","params":{"db_object":{"object_scope":"all"}}}' },
}

async function sent(
  op: Operation,
  form: SeenView,
  {
    task,
    prefer,
    copied,
  }: { readonly task: string; readonly prefer: readonly string[]; readonly copied: boolean },
): Promise<string> {
  const elsewhere = async (id: string, wanted: readonly string[] = []): Promise<Made> => {
    const call = operations.find((one) => one.id === id)
    if (!call) throw new Error(`the form of ${op.id} names ${id}, which is no call`)
    await alice().close(form.id, { all: true })
    return made(call, task, wanted)
  }
  const fromForm = await filledIn(form, {
    ...{ person: alice(), task, prefer },
    answerOf: async (id, wanted) => (await elsewhere(id, wanted)).read,
    fileOf: async (id) => downloaded((await elsewhere(id)).files.at(-1)),
  })
  const values = { ...fromForm, ...(copied && ownValues[op.id]) }
  const isOpen = (await alice().views()).some(({ id }) => id === form.id)
  const shown = isOpen ? form : (await opened(op)).form
  const after = await lastTs(channel)
  const submitted = await alice().submit(shown?.id ?? '', values)
  expect(submitted, `${op.id} with ${JSON.stringify(values)}`).toMatchObject({ ok: true })
  const pattern = `${op.title.en.replace(/[()]/g, '.')}|Approval requested|/drs api|${task}`
  const said = await alice().waitFor(channel, { after, ephemeral: true, pattern }, patience)
  return said.plain.includes('Approval requested') ? carriedOut(op, after, copied) : said.plain
}

/** Approved by others, and carried out; what DRS has answered stands in the thread, if anything. */
async function carriedOut(op: Operation, after: string, copied: boolean): Promise<string> {
  const asked = askedFor(op).length
  const request = await alice().waitFor(channel, { after, text: 'Approval needed' }, patience)
  await approved(world, channel, request)
  await alice().click(request.ts, 'cmd:execute:ask')
  await expect.poll(() => askedFor(op).length, { timeout: patience, interval: 20 }).toBeGreaterThan(asked)
  const ended = 'Being carried out|carried out|accepted|not done|efused|ailed'
  const shown = await alice().waitFor(channel, { ts: request.ts, pattern: ended }, patience)
  if (!copied) return shown.plain
  return (await alice().waitFor(channel, { threadTs: request.ts, text: op.title.en }, patience)).plain
}

async function downloaded(file: SeenMessage['files'][number] | undefined): Promise<GivenFile | undefined> {
  if (!file) return undefined
  const response = await fetch(String(file.url_private), {
    headers: { authorization: `Bearer ${world.slack.botToken}` },
  })
  return { name: String(file.name), content: Buffer.from(await response.arrayBuffer()) }
}

function askedFor(op: Operation) {
  return world.drs.control.requests(10_000).filter(({ operation }) => operation === (op.actionOf ?? op.id))
}

it.each(operations.map((op, number) => [op.id, op, tasksOf(op, number)] as const))(
  '%s',
  async (_, op, prefix) => {
    const before = askedFor(op).length
    let read = ''
    for (const kind of kinds) {
      if (askedFor(op).length > before) break
      read = await made(op, `${prefix}-${kind}`).then((call) => call.read, String)
      for (const { id } of await alice().views()) await alice().close(id, { all: true })
    }
    const answers = askedFor(op)
      .slice(before)
      .map(({ requestId }) => JSON.stringify(world.drs.control.answer(requestId)) ?? '')
    expect(answers.length, `DRS was asked; instead: ${read}`).toBeGreaterThan(0)
    expect(answers.filter((answer) => wrongField.test(answer))).toEqual([])
    expect(read).not.toBe('')
  },
)
