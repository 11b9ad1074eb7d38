import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../commands/index.ts'
import type { Bot } from '../../src/bot/bot.ts'
import { roleForRisk } from '../../src/domain/access/roles.ts'
import type { Generation } from '../../src/drs/operation.ts'
import { instances } from '../../src/local-drs/databases.ts'
import type { SeenMessage } from '../../src/local-slack/control/seen.ts'
import { objectsOf } from '../../src/local-slack/json.ts'
import { oddDrs } from '../helpers/odd-drs.ts'
import type { PersonDriver } from '../helpers/slack-driver.ts'
import { type SetUpVerb, setUpVerbs } from './set-up-verbs.ts'
import { startBotIn, startWorld, type World } from './world.ts'

/**
 * Every verb that sets up, in every way that counts: done over each generation, for readers of both languages, in a status that
 * does not allow it, refused by DRS, by somebody who only looks, and for a task with a name that would ping a channel.
 */
const channel = 'C01MIGRATION'
const hostile = '<!channel>'
const ways = ['done', 'chinese', 'status', 'refused', 'viewer', 'hostile'] as const
type Way = (typeof ways)[number]

/** They look into what DRS has for a setting, or belong to it. */
const besides = ['links', 'nodes', 'quota']

it('has a row for every verb that sets up', () => {
  const verbs = commands.filter(({ group, name }) => group === 'setup' || besides.includes(name))
  expect(setUpVerbs.map(({ verb }) => verb).toSorted()).toEqual(verbs.map(({ name }) => name).toSorted())
})

function nameOf({ verb }: SetUpVerb, way: Way): string {
  return `${verb}-${way}`
}

function seeded(row: SetUpVerb, way: Way) {
  const { status = 'CONFIGURATION', ...more } = row.task ?? {}
  return {
    ...({ scenario: 'migration', engine: 'mysql' } as const),
    ...{ source: '192.168.0.28:3306', destination: instances.mysql },
    ...more,
    name: nameOf(row, way),
    status: way === 'status' && row.refusedIn ? row.refusedIn : status,
  } as const
}

const code = 'APIGW.0302'
/** A message that is about several things leaves the code to its details. */
const refusal = /APIGW\.0302|The API gateway in front of DRS refused/
const onlyOperators = /Only operators|role/i

/** A test that only some verbs have. */
const testIf = (isOne: boolean) => (isOne ? it : () => undefined)

describe.each(['v3', 'v5'] as const)('over %s', (generation) => {
  let world: World
  let bot: Bot
  let odd: Awaited<ReturnType<typeof oddDrs>>

  beforeAll(async () => {
    const about = setUpVerbs.filter(({ verb }) => verb !== 'create')
    const tasks = about.flatMap((row) => ways.map((way) => seeded(row, way)))
    const started = await startWorld({ tasks }, { generations: [generation], speed: 600 })
    odd = await oddDrs(started.drs)
    // The reference allows no such names, but nobody has to believe that.
    for (const id of ['batch-job-details', 'get-job'])
      odd.on(id, ({ body }) => ({
        body: JSON.parse(JSON.stringify(body).replaceAll(/"[a-z]+-hostile"/g, `"${hostile}"`)),
      }))
    const everywhere = { connections: ['*'], channels: ['*'] }
    world = {
      ...started,
      config: {
        ...started.config,
        approvals: [],
        grants: [
          { role: 'operator', users: ['U01ALICE', 'U06LIWEI'], ...everywhere },
          { role: 'viewer', users: ['*'], ...everywhere },
        ],
        connections: started.config.connections.map((one) => ({ ...one, endpoint: odd.endpoint })),
        polling: { motion: 3_600_000, steady: 3_600_000, discovery: 3_600_000 },
      },
    }
    bot = await startBotIn(world)
  })

  afterAll(async () => {
    await bot?.stop()
    await world?.stop()
  })

  const people = { chinese: 'U06LIWEI', viewer: 'U02BOB' } as const
  const personOf = (way: Way) =>
    world.people.as(way === 'chinese' || way === 'viewer' ? people[way] : 'U01ALICE')

  /** What the person reads in the end. */
  async function told(row: SetUpVerb, way: Way): Promise<Answer> {
    const task = world.drs.control.tasks().find(({ name }) => name === nameOf(row, way))
    const typed = row.typed(task?.id ?? nameOf(row, way), generation)
    const person = personOf(way)
    const before = await latestFor(person)
    const shown = await answered(person, () => person.command(channel, `/drs ${row.verb} ${typed}`.trim()))
    const { presses } = row
    if (presses === undefined || !shown.actions?.includes(presses)) return shown
    await person.click(shown.ts, presses)
    // The answer may stand where the question stood.
    const [question = ''] = shown.plain.split('\n')
    return person.waitFor(
      channel,
      { ephemeral: true, pattern: `^(?!${literally(question)}|Working on it|正在处理)`, after: before },
      patience,
    )
  }

  const calls = () => world.drs.control.requests(100_000)
  const changes = (before: number) =>
    calls()
      .slice(before)
      .filter(({ method, operation }) => method !== 'GET' && isChange(operation))

  describe.each(setUpVerbs.map((row) => [row.verb, row] as const))('%s', (verb, row) => {
    const instead = row.without?.[generation]
    const says = instead ?? row.says

    it('is done, or says what this generation has no call for, in both languages', async () => {
      expect((await told(row, 'done')).plain).toMatch(says)
      const [title = ''] = (await told(row, 'chinese')).plain.split('\n')
      expect(title).toMatch(/[一-鿿]/)
    })

    testIf(verb !== 'create')('shows a name that would ping as text', async () => {
      expect(JSON.stringify((await told(row, 'hostile')).blocks)).not.toContain(hostile)
    })

    testIf(row.reads === true)('is answered to somebody who only looks', async () => {
      expect((await told(row, 'viewer')).plain).toMatch(says)
    })

    testIf(!row.reads && !instead)(
      'is refused to somebody who only looks, and DRS is not asked',
      async () => {
        const before = calls().length
        expect((await told(row, 'viewer')).plain).toMatch(onlyOperators)
        expect(changes(before)).toEqual([])
      },
    )

    testIf(row.refusedIn !== undefined && !instead)(
      'is refused in a status that does not allow it, with the reason',
      async () => {
        const before = calls().length
        const { plain } = await told(row, 'status')
        expect(plain).not.toMatch(row.says)
        expect(plain).toMatch(/It needs|can|only|before|after|until|once/)
        expect(changes(before)).toEqual([])
      },
    )

    const refused = refusable(row, generation)
    testIf(refused.length > 0 && !instead)('says what DRS refuses', async () => {
      for (const id of refused)
        odd.instead(id, () => ({ status: 403, body: { error_code: code, error_msg: 'no' } }))
      try {
        const { plain } = await told(row, 'refused')
        // What only looks tells what it knows all the same.
        if (!row.reads || !row.says.test(plain)) expect(plain).toMatch(refusal)
      } finally {
        for (const id of refused) odd.off(id)
      }
    })
  })
})

function isChange(operation: string | undefined): boolean {
  const op = commands.flatMap(({ operations }) => operations).find(({ id }) => id === operation)
  return op !== undefined && roleForRisk(op.risk) !== 'viewer'
}

/** The calls by which tasks are found are answered all the same. */
const finding = /^(v5-)?list-jobs$|batch-job-(details|status)$|^get-job$/

function refusable({ verb, reads }: SetUpVerb, generation: Generation): readonly string[] {
  const command = commands.find(({ name }) => name === verb)
  const own = (command?.operations ?? []).filter(({ api }) => api === generation)
  return own
    .filter(({ id }) => (reads ? !finding.test(id) : isChange(id)))
    .map(({ id, actionOf = id }) => actionOf)
}

async function latestFor(person: PersonDriver): Promise<string> {
  const messages = (await person.transcript(channel)).flatMap((one) => [one, ...one.replies])
  const times = messages.map(({ ts }) => ts).toSorted()
  return times.at(-1) ?? '0'
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** The message that comes, or what stands in place of a form. */
async function answered(person: PersonDriver, does: () => Promise<unknown>): Promise<Answer> {
  const after = await latestFor(person)
  await does()
  let isAnswered = false
  const message = person.waitFor(channel, { after, ephemeral: true, pattern }, patience).finally(() => {
    isAnswered = true
  })
  const view = person.waitForView({ pattern }, patience).then(async (shown) => {
    // The one that is waited for may be that of a later question.
    if (isAnswered) return message
    const isForm = objectsOf(shown.blocks).some(({ type }) => type === 'input')
    // With what was typed standing in it.
    if (isForm && (await person.submit(shown.id)).ok) return message
    await person.close(shown.id, { all: true })
    return { ...shown, ts: '', actions: [] }
  })
  return Promise.any([message, view])
}

const patience = 20_000

type Answer = Pick<SeenMessage, 'plain' | 'blocks' | 'ts' | 'actions'>

/** Not that somebody has to wait. */
const pattern = '^(?![\\s\\S]*(?:Still working|仍在处理|Working on it|正在处理|One moment|请稍候))'
