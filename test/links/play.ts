import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import { startBot } from '../../src/bot/bot.ts'
import type { Generation } from '../../src/drs/operation.ts'
import { defaultWorkspace, type Workspace } from '../../src/local-slack/workspace.ts'
import { environmentOf, startWorld, type World } from '../e2e/world.ts'
import { account, databases } from './answers.ts'
import type { Variant } from './kinds.ts'
import { type Journey, live } from './life.ts'

/** So many people at a time: while one waits for what a poll finds out, the bot works for the others. */
const walkers = Array.from({ length: 8 }, (_, at) => `U9WALKER${at}`)

interface Life {
  readonly variant: Variant
  readonly name: string
  /** Its own, so that what is said there is about it. */
  readonly channel: string
}

/** Lives them with the real bot: Bolt over the socket of a local Slack, Redis, and a local DRS over HTTP. */
export async function play(
  variants: readonly Variant[],
  generations: readonly Generation[],
): Promise<readonly Journey[]> {
  const lives = variants.map((variant, at) => ({ variant, name: `walk-${at}`, channel: `C9WALK${at}` }))
  const world = await startWorld(
    { tasks: [], databases },
    { generations, speed: 600, workspace: workspaceFor(lives), ackWithin: 30_000 },
  )
  onTestFinished(world.stop)
  const config = { ...world.config, polling: { motion: 300, steady: 1_000, discovery: 3_600_000 } }
  const env = { ...environmentOf(world.drs), DB_WALK: account.password }
  const bot = await startBot({ config, log: pino({ level: process.env.E2E_LOG ?? 'silent' }), env })
  onTestFinished(bot.stop)
  return shared(world, lives)
}

function workspaceFor(lives: readonly Life[]): Workspace {
  const workspace = defaultWorkspace()
  const [somebody] = workspace.people
  const [somewhere] = workspace.channels
  if (!somebody || !somewhere) throw new Error('a workspace without people and channels')
  const people = walkers.map((id, at) => ({
    ...somebody,
    id,
    name: `walker-${at}`,
    realName: `Walker ${at}`,
  }))
  const members = new Set([...somewhere.members, ...walkers])
  const channels = lives.map(({ channel, name }) => ({ ...somewhere, id: channel, name, members }))
  return {
    ...workspace,
    people: [...workspace.people, ...people],
    channels: [...workspace.channels, ...channels],
  }
}

/** Whoever is ready takes the next one. */
async function shared(world: World, lives: readonly Life[]): Promise<readonly Journey[]> {
  const open = [...lives]
  const lived: Journey[] = []
  const walk = async (user: string) => {
    const person = world.people.as(user)
    const approver = world.people.as('U02BOB')
    const files = {
      store: await person.upload('client.jks', 'a store'),
      certificate: await person.upload('ca.pem', '-----BEGIN CERTIFICATE-----\nof a walk\n'),
    }
    for (let next = open.shift(); next; next = open.shift()) {
      const { channel, variant, name } = next
      lived.push(await live({ world, person, approver, channel, files }, variant, name))
    }
  }
  await Promise.all(walkers.map(walk))
  return lived
}
