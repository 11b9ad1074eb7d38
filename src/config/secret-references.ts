import { readFile, realpath, stat } from 'node:fs/promises'
import { normalize } from 'node:path'
import { globFits } from '../base/glob.ts'
import type { Text } from '../base/i18n.ts'
import { AccessDenied, UserError } from '../base/user-error.ts'
import { type SecretScope, type SecretUse, scopeObjection } from '../domain/secrets/secret-scope.ts'
import { isOwnReference } from './secrets.ts'
import type { ConnectionConfig } from './types.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Larger files are no passwords. */
const largest = 64 * 1024

const referencePattern = /^(env:[A-Za-z_]\w*|file:\/.*)$/s

/** Whether people may name that reference somewhere. */
export function isListed(scopes: readonly SecretScope[], reference: string): boolean {
  return scopes.some(({ references }) => references.some((glob) => globFits(glob, reference)))
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

function notThere(reference: string, connection: string): UserError {
  return new UserError({
    en: `The reference “${reference}” is not allowed for the connection ${connection}.`,
    'zh-CN': `不允许在连接 ${connection} 中使用引用“${reference}”。`,
  })
}

function notYours(reference: string): UserError {
  return new AccessDenied({
    en: `Your role can’t use the reference “${reference}”. Ask those who run the bot, or leave the field empty to type the password on the page.`,
    'zh-CN': `您的角色无权使用引用“${reference}”。请联系机器人的运维人员，或将该字段留空，在页面上填写密码。`,
  })
}

function notForAddress(reference: string, addresses: readonly string[]): UserError {
  const where = addresses.join(', ')
  return new UserError({
    en: `“${reference}” was not given for ${where || 'this'}, so the bot does not send it there. Leave the field empty to type the password on a page, ask for approval with /drs api, or ask those who run the bot to add the address to “hosts” under “secrets” in the configuration.`,
    'zh-CN': `“${reference}”未配置为可用于${where || '此处'}，因此机器人不会将其发送到该地址。您可以将该字段留空并在页面上填写密码，通过 /drs api 提交审批，或请机器人的运维人员在配置的 secrets 下的 hosts 中添加该地址。`,
  })
}

function empty(reference: string): UserError {
  return new UserError({
    en: `There is nothing at “${reference}”. Ask those who run the bot to put the password there.`,
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
 * What people may do with a reference, whatever its notation. Throws `UserError` for one that they may not name there; answers
 * whether others have to approve where it would go.
 */
export function needsApproval(
  { scopes, own }: SecretRules,
  given: string,
  use: Omit<SecretUse, 'about'>,
): boolean {
  if (!referencePattern.test(given)) throw new UserError(words.malformed)
  const reference = plain(given)
  const listed = scopes.flatMap(({ references }) => references)
  const objection = isOwnReference(reference, own.map(plain))
    ? 'unlisted'
    : scopeObjection(scopes, reference, use)
  if (objection === 'unlisted') throw notAllowed(given, listed)
  if (objection === 'connection') throw notThere(given, use.connection)
  if (objection === 'role') throw notYours(given)
  return objection === 'address'
}

/** What may be referred to, and the references by which the bot finds what it works with itself. */
export interface SecretRules {
  readonly scopes: readonly SecretScope[]
  readonly own: readonly string[]
}

/**
 * Reads a secret from where its reference points, at the moment it is needed. People name references in Slack, so only
 * those are read that the configuration lists, and only for where it lets them go: otherwise anybody could send the bot's
 * own tokens, or the password of one database, to a database of theirs.
 */
export function secretReader(
  rules: SecretRules,
  env: Environment,
): (reference: string, use: Omit<SecretUse, 'about'>) => Promise<string> {
  return async (reference, use) => {
    if (needsApproval(rules, reference, use)) throw notForAddress(reference, use.addresses)
    const patterns = rules.scopes.flatMap(({ references }) => references)
    return readFrom(reference, { patterns, own: rules.own, env })
  }
}

interface Sources {
  readonly patterns: readonly string[]
  /** None of these is read. */
  readonly own: readonly string[]
  readonly env: Environment
}

async function readFrom(reference: string, sources: Sources): Promise<string> {
  const value = reference.startsWith('env:')
    ? fromEnvironment(reference, sources)
    : await fromFile(reference, sources)
  if (value === '') throw empty(reference)
  return value
}

/** One notation for one file. */
function plain(reference: string): string {
  return reference.startsWith('file:') ? `file:${normalize(reference.slice('file:'.length))}` : reference
}

function fromEnvironment(reference: string, { env }: Sources): string {
  const name = reference.slice('env:'.length)
  return (Object.hasOwn(env, name) && env[name]) || ''
}

async function fromFile(reference: string, { patterns, own }: Sources): Promise<string> {
  const found = plain(reference)
  const path = found.slice('file:'.length)
  const real = await realpath(path).catch(() => fail(empty(reference)))
  const folders = await Promise.all(patterns.filter((glob) => globFits(glob, found)).map(realFolder))
  const ownFiles = await Promise.all(own.filter((one) => one.startsWith('file:')).map(realFile))
  if (!folders.some((folder) => real.startsWith(folder)) || ownFiles.includes(real))
    throw notAllowed(reference, patterns)
  const facts = await stat(real).catch(() => fail(empty(reference)))
  if (!facts.isFile() || facts.size > largest) throw noPassword(reference)
  const text = await readFile(real, 'utf8').catch(() => fail(empty(reference)))
  return text.replace(/\r?\n$/, '')
}

async function realFile(reference: string): Promise<string> {
  const path = reference.slice('file:'.length)
  return realpath(path).catch(() => path)
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
  return async (reference) => {
    if (!referencePattern.test(reference)) throw new UserError(words.malformed)
    return readFrom(reference, { patterns: ['file:/*'], own: [], env })
  }
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
