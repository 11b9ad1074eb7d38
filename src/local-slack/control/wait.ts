import type { Timers } from '../delivery.ts'
import type { Message } from '../types.ts'
import type { World } from '../world.ts'
import { lookInto, type SeenMessage, type SeenView, seenHome, seenStack } from './seen.ts'

/** Which message is waited for; every given field must fit. */
export interface MessageMatcher {
  /** Part of what can be read on it. */
  readonly text?: string
  /** A regular expression over what can be read on it. */
  readonly pattern?: string
  readonly ts?: string
  /** Later than this message. */
  readonly after?: string
  /** The thread it is in. */
  readonly threadTs?: string
  readonly ephemeral?: boolean
  readonly user?: string
  /** Has a component with this action id. */
  readonly actionId?: string
  /** Has been edited at least so often. */
  readonly edits?: number
}

/** Which view is waited for. */
export interface ViewMatcher {
  readonly id?: string
  readonly title?: string
  readonly text?: string
  readonly pattern?: string
  readonly callbackId?: string
  readonly actionId?: string
  /** Shows this message at a field or above the form. */
  readonly error?: string
  /** Has changed since it had this hash. */
  readonly notHash?: string
  /** The Home tab instead of the topmost modal. */
  readonly home?: boolean
}

/** Resolves as soon as `probe` finds something; undefined when it has not within `timeoutMs`. */
export function waitUntil<T>(
  world: World,
  timers: Timers,
  probe: () => T | undefined,
  timeoutMs: number,
): Promise<T | undefined> {
  const now = probe()
  if (now !== undefined) return Promise.resolve(now)
  return new Promise((resolve) => {
    const finish = (found: T | undefined) => {
      world.changes.off('changed', look)
      cancel()
      resolve(found)
    }
    const cancel = timers.after(timeoutMs, () => finish(undefined))
    const look = () => {
      const found = probe()
      if (found !== undefined) finish(found)
    }
    world.changes.on('changed', look)
  })
}

/** The last message in a channel, threads included, that fits. */
export function matchingMessage(world: World, channel: string, as: string, matcher: MessageMatcher) {
  return lookInto(world, channel, as).last(
    (message) => standsThere(message, matcher),
    (message) => fits(message, matcher),
  )
}

/** Whether it is where, when and by whom it should be; what it says is still to be read. */
function standsThere(message: Message, { ts, after, threadTs, ephemeral, user }: MessageMatcher): boolean {
  return (
    (ts === undefined || message.ts === ts) &&
    (after === undefined || message.ts > after) &&
    (threadTs === undefined || message.threadTs === threadTs) &&
    (ephemeral === undefined || (message.ephemeralTo !== undefined) === ephemeral) &&
    (user === undefined || message.user === user)
  )
}

function fits(message: SeenMessage, matcher: MessageMatcher): boolean {
  const { actionId, edits } = matcher
  return (
    (actionId === undefined || message.actions.includes(actionId)) &&
    (edits === undefined || message.edits.length >= edits) &&
    reads(message.plain, matcher)
  )
}

function reads(
  plain: string,
  { text, pattern }: { readonly text?: string; readonly pattern?: string },
): boolean {
  if (text !== undefined && !plain.includes(text)) return false
  return pattern === undefined || new RegExp(pattern, 'u').test(plain)
}

/** The person's topmost modal (or Home tab) if it fits. */
export function matchingView(world: World, as: string, matcher: ViewMatcher): SeenView | undefined {
  const view = matcher.home ? seenHome(world, as) : seenStack(world, as).at(-1)
  return view && viewFits(view, matcher) ? view : undefined
}

function viewFits(view: SeenView, matcher: ViewMatcher): boolean {
  const { id, title, callbackId, actionId, error, notHash } = matcher
  const complaints = [...Object.values(view.errors), view.notice ?? ''].join('\n')
  return (
    reads(view.plain, matcher) &&
    (id === undefined || view.id === id) &&
    (title === undefined || view.title === title) &&
    (callbackId === undefined || view.callbackId === callbackId) &&
    (actionId === undefined || view.actions.includes(actionId)) &&
    (error === undefined || complaints.includes(error)) &&
    (notHash === undefined || view.hash !== notHash)
  )
}
