import { isAllowed } from '../config/secret-references.ts'
import type { Config } from '../config/types.ts'
import type { Scrubber } from '../security/redaction.ts'

type Environment = Readonly<Record<string, string | undefined>>
type Read<More extends readonly unknown[]> = (reference: string, ...more: More) => Promise<string>

/**
 * Everything secret that the bot is started with, the variables included that people may refer to; what lies in files is
 * learned when it is read.
 */
export function learnConfiguration(config: Config, env: Environment, scrubber: Scrubber): void {
  const { slack, redisUrl, secrets } = config
  for (const [name, value] of Object.entries(env)) {
    if (isAllowed(secrets, `env:${name}`)) scrubber.learn(value)
  }
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
