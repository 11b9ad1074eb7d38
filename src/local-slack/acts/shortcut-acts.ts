import { issueResponseUrl, issueTrigger } from '../tickets.ts'
import type { Message } from '../types.ts'
import { nextTs } from '../world.ts'
import { sharedMessage } from './message-acts.ts'
import { messageContainer } from './place.ts'
import { type ActResult, ackError, failed, interactionFrom, type Stage } from './stage.ts'

/** A shortcut of the app, on a message or anywhere. */
export interface ShortcutAct {
  readonly callbackId: string
  /** The message's ts; without it the shortcut is a global one. */
  readonly on?: string | undefined
}

/** A person uses a shortcut (Slack docs, Implementing shortcuts): global ones carry neither channel nor response_url. */
export async function useShortcut(
  stage: Stage,
  user: string,
  { callbackId, on }: ShortcutAct,
): Promise<ActResult> {
  const { world } = stage
  const person = world.people.get(user)
  if (!person) return failed('user_not_found')
  const type = on === undefined ? 'global' : 'message'
  const known = world.manifest.shortcuts.some((one) => one.callbackId === callbackId && one.type === type)
  if (!world.installation || !known) return failed('unknown_shortcut')
  const message = on === undefined ? undefined : sharedMessage(stage, user, on)
  if (typeof message === 'string') return failed(message)
  const payload = {
    type: message ? 'message_action' : 'shortcut',
    ...interactionFrom(world, person),
    callback_id: callbackId,
    trigger_id: issueTrigger(world, user),
    action_ts: nextTs(world),
    ...(message && aboutMessage(stage, user, message)),
  }
  const ack = await stage.deliver({ type: 'interactive', payload })
  const error = ackError(ack)
  return error ? failed(error) : { ok: true }
}

function aboutMessage({ world }: Stage, user: string, message: Message) {
  const { channel, message: shown } = messageContainer(world, message)
  const responseUrl = issueResponseUrl(world, message.channel, user)
  return { channel, message: shown, message_ts: message.ts, response_url: responseUrl }
}
