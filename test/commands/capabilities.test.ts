import { describe, expect, it } from 'vitest'
import { commands } from '../../commands/index.ts'
import type { Command } from '../../src/kit/command.ts'
import type { CommandContext } from '../../src/kit/context.ts'
import { reply } from '../../src/kit/reply.ts'
import { createDispatcher } from '../../src/slack/dispatch.ts'
import { testServices } from '../helpers/command-services.ts'
import { interactionOf, testDrafts, testSlack } from '../helpers/handler-services.ts'
import { testLog } from '../helpers/log.ts'

/** What every command has; tsc compares it with the type. */
const common = Object.keys({
  team: true,
  channel: true,
  user: true,
  locale: true,
  now: true,
  zone: true,
  connection: true,
  connections: true,
  service: true,
  task: true,
  found: true,
  may: true,
} satisfies Record<keyof CommandContext<never, never>, true>)

/** The members of the context in which the command runs, whose own work is left out. */
async function handedTo(command: Command): Promise<readonly string[]> {
  const handed: string[] = []
  const look = async (ctx: object) => {
    handed.push(...Object.keys(ctx))
    return reply.toMe({ title: 'looked' })
  }
  const looking: Command = {
    ...command,
    alwaysAsk: false,
    missing: () => [],
    needs: async () => [],
    parse: () => ({ ok: true, run: look }),
  }
  const slack = testSlack()
  const dispatcher = createDispatcher({
    commands: [looking],
    services: testServices(),
    drafts: testDrafts(),
    slack,
    log: testLog(),
  })
  await dispatcher.typed(interactionOf(slack), command.name)
  expect(slack.said.map(({ text }) => text)).toEqual(['looked'])
  return handed
}

describe('a command is handed what every command has, what it names, and nothing else', () => {
  it.each(commands.map((command) => [command.name, command] as const))('%s', async (_, command) => {
    const expected = [...common, ...command.capabilities]
    expect((await handedTo(command)).toSorted()).toEqual(expected.toSorted())
  })
})
