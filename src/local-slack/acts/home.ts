import { directChannel } from '../messages.ts'
import { homeOf, wireView } from '../views.ts'
import { type ActResult, failed, type Stage } from './stage.ts'

/** A person opens the app's Home tab, or with `messages` its conversation. */
export async function openHome(
  stage: Stage,
  user: string,
  tab: 'home' | 'messages' = 'home',
): Promise<ActResult> {
  const { world } = stage
  if (!world.people.has(user)) return failed('user_not_found')
  const view = homeOf(world, user)
  const event = {
    type: 'app_home_opened',
    user,
    channel: directChannel(world, user).id,
    tab,
    ...(tab === 'home' && view ? { view: wireView(world, view) } : {}),
  }
  await stage.sendEvent('app_home_opened', event)
  return { ok: true, channel: event.channel }
}
