import { readFile, realpath, stat } from 'node:fs/promises'
import { normalize } from 'node:path'
import type { Text } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import type { ConnectionConfig } from './types.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Larger files are no passwords. */
const largest = 64 * 1024

const referencePattern = /^(env:[A-Za-z_]\w*|file:\/.*)$/s

function matches(pattern: string, reference: string): boolean {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')
  return new RegExp(`^${escaped}$`, 's').test(reference)
}

/** Whether a pattern of the allow-list fits the reference. */
export function isAllowed(allowed: readonly string[], reference: string): boolean {
  return allowed.some((pattern) => matches(pattern, reference))
}

const words = {
  malformed: {
    en: 'That is not a reference. Write env:NAME or file:/path, never the password itself.',
    'zh-CN': '该内容不是引用。请填写 env:变量名 或 file:/路径，切勿填写密码本身。',
  },
} satisfies Record<string, Text>

function notAllowed(reference: string, allowed: readonly string[]): UserError {
  return new UserError({
    en: `The reference “${reference}” is not allowed. Allowed: ${allowed.join(', ')}.`,
    'zh-CN': `不允许使用引用“${reference}”。允许的范围：${allowed.join('、')}。`,
  })
}

function empty(reference: string): UserError {
  return new UserError({
    en: `There is nothing at “${reference}”. Ask whoever runs the bot to put the password there.`,
    'zh-CN': `引用“${reference}”没有内容，请联系机器人的运维人员配置该密码。`,
  })
}

function noPassword(reference: string): UserError {
  return new UserError({
    en: `What is at “${reference}” is not a password: it is no file, or larger than 64 KB.`,
    'zh-CN': `引用“${reference}”处的内容不是密码：不是文件，或大于 64 KB。`,
  })
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
    if (!referencePattern.test(reference)) throw new UserError(words.malformed)
    const value = reference.startsWith('env:')
      ? fromEnvironment(reference, allowed, env)
      : await fromFile(reference, allowed)
    if (value === '') throw empty(reference)
    return value
  }
}

function fromEnvironment(reference: string, allowed: readonly string[], env: Environment): string {
  if (!isAllowed(allowed, reference)) throw notAllowed(reference, allowed)
  const name = reference.slice('env:'.length)
  return (Object.hasOwn(env, name) && env[name]) || ''
}

async function fromFile(reference: string, allowed: readonly string[]): Promise<string> {
  const path = normalize(reference.slice('file:'.length))
  const fitting = allowed.filter((pattern) => matches(pattern, `file:${path}`))
  if (fitting.length === 0) throw notAllowed(reference, allowed)
  const real = await realpath(path).catch(() => fail(empty(reference)))
  const folders = await Promise.all(fitting.map(realFolder))
  if (!folders.some((folder) => real.startsWith(folder))) throw notAllowed(reference, allowed)
  const found = await stat(real).catch(() => fail(empty(reference)))
  if (!found.isFile() || found.size > largest) throw noPassword(reference)
  const text = await readFile(real, 'utf8').catch(() => fail(empty(reference)))
  return text.replace(/\r?\n$/, '')
}

/**
 * The folder that a pattern is about, with `/` at its end. Links may lead about inside of it, as those of Kubernetes do,
 * but not out of it; the folder itself may be reached by a link, as `/var/run` is.
 */
async function realFolder(pattern: string): Promise<string> {
  const [fixed = ''] = pattern.slice('file:'.length).split('*')
  const folder = fixed.slice(0, fixed.lastIndexOf('/') + 1)
  const real = await realpath(folder).catch(() => folder)
  return real.endsWith('/') ? real : `${real}/`
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

function fail(error: UserError): never {
  throw error
}
