import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../commands/index.ts'
import type { Bot } from '../../src/bot/bot.ts'
import { roleForRisk } from '../../src/domain/access/roles.ts'
import type { Generation } from '../../src/drs/operation.ts'
import { instances } from '../../src/local-drs/databases.ts'
import type { SeenMessage } from '../../src/local-slack/control/seen.ts'
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

const words = { refused: 'APIGW.0302', viewer: /Only operators|role|not allowed/i }

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
  async function told(row: SetUpVerb, way: Way): Promise<SeenMessage> {
    const task = world.drs.control.tasks().find(({ name }) => name === nameOf(row, way))
    return answered(personOf(way), `/drs ${row.verb} ${row.typed(task?.id ?? nameOf(row, way))}`.trim())
  }

  const changes = (before: number) =>
    world.drs.control.requests(100_000).slice(before).filter(({ method, operation }) => method !== 'GET' && isChange(operation))

  it.each(setUpVerbs.map((row) => [row.verb, row] as const))('%s', async (verb, row) => {
    const instead = row.without?.[generation]
    const says = instead ?? row.says
    const done = await told(row, 'done')
    expect(done.plain).toMatch(says)
    const chinese = await told(row, 'chinese')
    expect(chinese.plain).toMatch(/[一-鿿]/)
    expect(chinese.plain).not.toMatch(/ (the|is|was|of|not) /)
    if (!row.reads) {
      const before = world.drs.control.requests(100_000).length
      expect((await told(row, 'viewer')).plain).toMatch(words.viewer)
      if (row.refusedIn) expect((await told(row, 'status')).plain).not.toMatch(row.says)
      expect(changes(before)).toEqual([])
    } else expect((await told(row, 'viewer')).plain).toMatch(says)
    if (verb !== 'create') {
      const { blocks } = await told(row, 'hostile')
      expect(JSON.stringify(blocks)).not.toContain(hostile)
    }
    if (instead) return
    const refused = refusable(row, generation)
    for (const id of refused) odd.instead(id, () => ({ status: 403, body: { error_code: words.refused, error_msg: 'no' } }))
    expect((await told(row, 'refused')).plain).toContain(words.refused)
    for (const id of refused) odd.off(id)
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
  return own.filter(({ id, risk }) => (reads ? !finding.test(id) : isChange(id) && risk !== undefined)).map(({ id }) => id)
}

async function answered(person: PersonDriver, command: string): Promise<SeenMessage> {
  const messages = (await person.transcript(channel)).flatMap((one) => [one, ...one.replies])
  const after = messages.map(({ ts }) => ts).toSorted().at(-1) ?? '0'
  await person.command(channel, command)
  const pattern = '^(?![^]*(?:Still working|仍在处理))'
  const message = person.waitFor(channel, { after, ephemeral: true, pattern }, 20_000)
  const form = person.waitForView({}, 20_000).then(async (view) => {
    await person.close(view.id, { all: true })
    return { plain: view.plain, blocks: view.blocks } as unknown as SeenMessage
  })
  return Promise.any([message, form])
}
