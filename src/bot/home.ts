import { helpCard } from '../../commands/help.ts'
import { commands } from '../../commands/index.ts'
import { type CommandServices, createContext } from '../app/context.ts'
import { type CommandName, commandTarget } from '../domain/command-targets.ts'
import type { Context } from '../kit/context.ts'
import type { SlackConnection } from '../slack/app.ts'
import { renderCard } from '../slack/blocks.ts'

/** The Home tab: what the person may do, with a button for each verb. */
export function homeDrawer(
  { team, port }: SlackConnection,
  services: CommandServices,
): (user: string) => Promise<void> {
  return async (user) => {
    const authority = services.newAuthority()
    const { locale, refused } = await authority.principal(user)
    if (refused) {
      return port.publishHome(user, renderCard({ title: refused[locale], tone: 'warning' }))
    }
    const actor = { team, user, channel: user, locale }
    const ctx = await createContext(services, authority, actor, { role: 'viewer', capabilities: [] })
    const card = { ...helpCard(commands, ctx), buttons: homeButtons(ctx) }
    await port.publishHome(user, renderCard(card))
  }
}

/** Verbs about a request need its id and have buttons of their own, on the request. */
const notOnHome = new Set<CommandName>(['help', 'approve', 'reject', 'cancel'])

function homeButtons(ctx: Context) {
  return commands
    .filter((command) => ctx.may(command) && !notOnHome.has(command.name))
    .map((command) => ({
      label: `/drs ${command.name}`,
      action: commandTarget(command.name, 'ask'),
      value: '-',
    }))
}
