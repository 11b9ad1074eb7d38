import { isListed } from '../config/secret-references.ts'
import type { Config } from '../config/types.ts'
import type { Redactor } from '../security/redaction.ts'
import { secretsInAddress } from '../store/redis-address.ts'

type Environment = Readonly<Record<string, string | undefined>>
type Read<More extends readonly unknown[]> = (reference: string, ...more: More) => Promise<string>

/**
 * Everything secret that the bot is started with, the variables included that people may refer to; what lies in files is
 * learned when it is read.
 */
export function registerConfiguredSecrets(config: Config, env: Environment, redactor: Redactor): void {
  const { slack, redisUrl, secrets } = config
  for (const [name, value] of Object.entries(env)) {
    if (isListed(secrets, `env:${name}`)) redactor.registerSecret(value)
  }
  const { transport } = slack
  redactor.registerSecret(slack.botToken)
  redactor.registerSecret(transport.mode === 'socket' ? transport.appToken : transport.signingSecret)
  for (const secret of secretsInAddress(redisUrl)) redactor.registerSecret(secret)
  for (const key of env.DRS_CHATOPS_KEY?.split(',') ?? []) redactor.registerSecret(key.trim())
}

/** The same reader, whose secrets do not pass any output from then on. */
export function registeringReader<More extends readonly unknown[]>(
  read: Read<More>,
  redactor: Redactor,
): Read<More> {
  return async (reference, ...more) => {
    const secret = await read(reference, ...more)
    redactor.registerPassing(secret)
    return secret
  }
}
