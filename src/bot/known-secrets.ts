import type { Config } from '../config.ts'
import type { Scrubber } from '../scrub.ts'

type Environment = Readonly<Record<string, string | undefined>>
type Read<More extends readonly unknown[]> = (reference: string, ...more: More) => Promise<string>

/** Everything secret that the bot is started with; what it reads by reference is learned when it is read. */
export function learnConfiguration({ slack, redisUrl }: Config, env: Environment, scrubber: Scrubber): void {
  const { transport } = slack
  scrubber.learn(slack.botToken)
  scrubber.learn(transport.mode === 'socket' ? transport.appToken : transport.signingSecret)
  scrubber.learn(decodeURIComponent(new URL(redisUrl).password))
  for (const key of env.DRS_CHATOPS_KEY?.split(',') ?? []) scrubber.learn(key.trim())
}

/** The same reader, whose secrets do not pass any output from then on. */
export function learned<More extends readonly unknown[]>(read: Read<More>, scrubber: Scrubber): Read<More> {
  return async (reference, ...more) => {
    const secret = await read(reference, ...more)
    scrubber.learn(secret)
    return secret
  }
}
