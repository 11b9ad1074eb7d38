import { UserError } from '../base/user-error.ts'
import type { Actor } from '../domain/access/person.ts'
import type { ChannelBarrier, ChannelRef } from '../domain/watching/watch.ts'
import type { Command } from '../kit/command.ts'
import { barrierWords } from '../views/barrier-words.ts'

/** Nothing is promised in a channel where the bot cannot speak. */

export interface ChannelVoice {
  /** What keeps the bot from posting in the channel; `undefined` if nothing does, or if nobody can tell. */
  barrier(channelRef: ChannelRef): Promise<ChannelBarrier | undefined>
}

/** `directly`: what was asked for can be reported to the person alone. */
export class SilentChannel extends UserError {
  readonly directly: boolean

  constructor(barrier: ChannelBarrier, directly: boolean) {
    super(barrierWords[barrier])
    this.directly = directly
  }
}

/** Whether a command reports later what became of what it did. */
export function reportsLater({ capabilities }: Pick<Command, 'capabilities'>): boolean {
  return capabilities.includes('actions') || capabilities.includes('setups')
}

/** Throws `SilentChannel` where nothing could be reported. */
export async function requireVoice(voice: ChannelVoice, actor: Actor): Promise<void> {
  if (actor.reportTo !== undefined) return
  const barrier = await voice.barrier(actor)
  if (barrier) throw new SilentChannel(barrier, true)
}

/** The same for what several people have to see. */
export async function requireOpenVoice(voice: ChannelVoice, actor: Actor): Promise<void> {
  const barrier = await voice.barrier(actor)
  if (barrier) throw new SilentChannel(barrier, false)
}

/** Where somebody is told what becomes of what they did. */
export function reportPlace({ team, channel, reportTo = channel }: Actor): ChannelRef {
  return { team, channel: reportTo }
}
