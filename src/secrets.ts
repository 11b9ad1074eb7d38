import { readFile, realpath } from 'node:fs/promises'
import { isAbsolute, normalize } from 'node:path'
import type { ConnectionConfig } from './config.ts'
import { Refusal } from './refusal.ts'
import type { Text } from './text.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Larger files are no passwords. */
const largest = 64 * 1024

function matches(pattern: string, reference: string): boolean {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')
  return new RegExp(`^${escaped}$`).test(reference)
}

function notAllowed(reference: string, allowed: readonly string[]): Refusal {
  return refuse({
    en: `The reference “${reference}” is not allowed. Allowed: ${allowed.join(', ')}.`,
    'zh-CN': `不允许使用引用“${reference}”。允许的范围：${allowed.join('、')}。`,
  })
}

function empty(reference: string): Refusal {
  return refuse({
    en: `There is nothing at “${reference}”. Ask whoever runs the bot to put the password there.`,
    'zh-CN': `引用“${reference}”没有内容，请联系机器人的运维人员配置该密码。`,
  })
}

function refuse(text: Text): Refusal {
  return new Refusal(text)
}

/**
 * Reads a secret from where its reference points, at the moment it is needed. People name references in Slack, so only
 * those that fit the allow-list are read: otherwise anybody could send the bot's own tokens to a database of theirs.
 */
export function secretReader(
  allowed: readonly string[],
  env: Environment,
): (reference: string) => Promise<string> {
  return async (reference) => {
    const may = (candidate: string) => allowed.some((pattern) => matches(pattern, candidate))
    if (reference.startsWith('env:')) {
      if (!may(reference)) throw notAllowed(reference, allowed)
      return env[reference.slice('env:'.length)] || fail(empty(reference))
    }
    const path = reference.slice('file:'.length)
    if (!reference.startsWith('file:') || !isAbsolute(path)) throw notAllowed(reference, allowed)
    if (!may(`file:${normalize(path)}`)) throw notAllowed(reference, allowed)
    const real = await realpath(path).catch(() => fail(empty(reference)))
    // A link must not lead out of the allowed folders.
    if (!may(`file:${real}`)) throw notAllowed(reference, allowed)
    const text = await readFile(real, 'utf8').catch(() => fail(empty(reference)))
    if (text.length > largest) throw notAllowed(reference, allowed)
    return text.replace(/\r?\n$/, '') || fail(empty(reference))
  }
}

type Read = (reference: string) => Promise<string>

/** For references that the operator wrote into the configuration: every one of them is allowed. */
export function operatorSecrets(env: Environment): Read {
  return secretReader(['env:*', 'file:/*'], env)
}

/** What a client signs with, or logs in as. Keys are read before every attempt, so they may change under a running bot. */
export function credentialsOf(given: ConnectionConfig['credentials'], read: Read) {
  if (given.kind === 'user') {
    const { user, domain, project, endpoint, password } = given
    return {
      kind: 'token' as const,
      user,
      domain,
      project,
      iamEndpoint: endpoint,
      password: () => read(password),
    }
  }
  return async () => ({
    ak: await read(given.ak),
    sk: await read(given.sk),
    ...(given.securityToken && { securityToken: await read(given.securityToken) }),
  })
}

function fail(error: Refusal): never {
  throw error
}
