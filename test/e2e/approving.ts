import { type CommandTarget, menuTarget } from '../../src/domain/command-targets.ts'
import type { SeenMessage } from '../../src/local-slack/control/seen.ts'
import type { PersonDriver } from '../helpers/slack-driver.ts'
import type { World } from './world.ts'

/** Asks with a verb, writes the reason into its form, and gives the request's message. */
export async function askFor(
  person: PersonDriver,
  channel: string,
  asked: string,
  reason: string,
): Promise<SeenMessage> {
  const before = (await person.transcript(channel)).at(-1)?.ts ?? '0'
  await person.command(channel, asked)
  const form = await person.waitForView({ actionId: 'field' })
  await person.submit(form.id, { Reason: reason })
  return person.waitFor(channel, { text: 'Approval needed', after: before })
}

export function approveAs(world: World, user: string, request: SeenMessage) {
  return world.people.as(user).click(request.ts, 'cmd:approve:ask')
}

/** Both approvers of the sandbox, one after the other; the message then offers to carry it out. */
export async function approved(world: World, channel: string, request: SeenMessage): Promise<void> {
  for (const user of ['U02BOB', 'U03CAROL']) await approveAs(world, user, request)
  await world.people.as('U01ALICE').waitFor(channel, { ts: request.ts, actionId: 'cmd:execute:ask' })
}

/** Counts the calls of one operation from now on; DRS remembers only its latest ones. */
export function counting(world: World, operation: string): () => number {
  const calls = () => world.drs.control.requests().filter((call) => call.operation === operation)
  const before = new Set(calls().map(({ requestId }) => requestId))
  return () => calls().filter(({ requestId }) => !before.has(requestId)).length
}

/** Chooses an entry of the menu of a request's message, as it stands now. */
export async function chooseEntry(
  person: PersonDriver,
  channel: string,
  { ts }: Pick<SeenMessage, 'ts'>,
  target: CommandTarget,
): Promise<void> {
  const { blocks } = await person.waitFor(channel, { ts, actionId: menuTarget })
  const [, value] = new RegExp(`"value":"(${target} [^"]*)"`).exec(JSON.stringify(blocks)) ?? []
  if (value === undefined) throw new Error(`the menu does not offer ${target}`)
  await person.choose(ts, menuTarget, value)
}
