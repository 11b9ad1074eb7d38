import { commands } from '../../commands/index.ts'
import type { CommandServices } from '../app/command-services.ts'
import { createContext } from '../app/context.ts'
import { homeFacts, homePlace } from '../app/home.ts'
import type { SlackConnection } from '../slack/app.ts'
import { renderCard } from '../slack/blocks.ts'
import { homeCard } from '../views/home-card.ts'

/** The Home tab: what needs the person, what runs, and what they may begin. */
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
    const needed = { role: 'viewer', capabilities: ['approvals', 'knowledge', 'checks'] } as const
    const ctx = await createContext(services, authority, actor, needed)
    const chosen = await services.channels.chosenConnection(homePlace(actor))
    await port.publishHome(user, renderCard(homeCard(await homeFacts(ctx, commands, chosen), ctx)))
  }
}
