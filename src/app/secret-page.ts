import { say, type Text, type TextTemplate } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import type { SecretContinuation, SecretRequest } from '../domain/secrets/one-time-link.ts'
import type { SecretUse } from '../domain/secrets/secret-scope.ts'
import {
  type DatabaseSide,
  databasePurpose,
  databaseSides,
  newTaskId,
} from '../domain/secrets/stored-secret.ts'
import type { TaskRef } from '../domain/tasks/task-ref.ts'
import type { DatabaseAccess } from '../domain/tasks/task-service.ts'
import {
  type DatabaseSecret,
  type DatabaseSetup,
  secretReferences,
  type TaskSetup,
} from '../domain/tasks/task-setup.ts'
import type { CapabilityName, OfferedLink, SecretPage } from '../kit/capabilities.ts'
import type { CommandContext } from '../kit/context.ts'
import type { Reply } from '../kit/reply.ts'
import { reply } from '../kit/reply.ts'
import type { SecretReader } from '../ports/secret-reader.ts'

/**
 * Passwords never pass through Slack. A verb that needs one which nobody gave a reference for answers with a one-time link
 * to the bot's own page, and goes on once it has been handed over there.
 */

/** What a command names whose databases may lack a password. */
export const passwordCapabilities = ['setups', 'secretPage'] as const satisfies readonly CapabilityName[]
export type PasswordCapability = (typeof passwordCapabilities)[number]

/** What the bot keeps of secrets, and its page for them. */
export interface SecretHandover {
  ask(request: SecretRequest): Promise<OfferedLink>
  /** What was handed over, once: it is not there any more afterwards. Undefined if there is none. */
  take(id: string): Promise<SecretContinuation | undefined>
  /** Puts back what could not be used. */
  giveBack(id: string, given: SecretContinuation): Promise<void>
  /** Keeps the secret for something else from now on; answers its new reference, undefined if it is gone. */
  move(reference: string, from: string, to: string): Promise<string | undefined>
}

/** Where secrets are read, and handed over. */
export interface SecretAccess {
  readonly read: SecretReader
  /**
   * Whether others have to approve that what people refer to is sent there. Throws `UserError` for a reference that the person
   * may not name there at all.
   */
  needsApproval(reference: string, use: Omit<SecretUse, 'about'>): boolean
  /** Undefined where the bot has no page for secrets. */
  readonly handover: SecretHandover | undefined
}

/** What was kept has expired, or was kept for something else. */
export class SecretGone extends UserError {
  constructor() {
    super(words.gone)
  }
}

const words = {
  gone: say(
    'The password you entered has expired. Ask for a new link to enter it again.',
    '已提交的密码已失效，请重新获取链接填写。',
  ),
  notYours: say(
    'Nothing to continue: this was already used, has expired, or another person entered it.',
    '没有可继续的内容：可能已使用、已过期，或由其他人提交。',
  ),
  title: say('Enter the password on my page', '请在我的页面上填写密码'),
  never: say(
    'Passwords never pass through Slack. Only you can see this message. Don’t share it.',
    '密码不会经过 Slack。此消息仅您可见，请勿转发。',
  ),
  open: say('Open the page', '打开页面'),
  code: say('Code to type there', '页面上填写的验证码'),
  until: say('Works until', '有效期至'),
  next: say(
    'After that you get a message here with a button to continue.',
    '提交后我会在此向您发送消息，点击按钮即可继续。',
  ),
}

const passwordLabels: Readonly<Record<DatabaseSide, Text>> = {
  source: say('Password of the source database', '源库密码'),
  destination: say('Password of the destination database', '目标库密码'),
}

const fileLabels = {
  certificate: say('Password of the certificate', '证书密码'),
  trustStore: say('Password of the trust store of Kafka', 'Kafka 信任证书库密码'),
  keyStore: say('Password of the key store of Kafka', 'Kafka 密钥库密码'),
  key: say('Password of the private key in the key store', '密钥库中私钥的密码'),
} satisfies Record<string, Text>

const account: TextTemplate<[label: string, user: string, address: string]> = {
  en: (label, user, address) => `${label}: ${user} at ${address}`,
  'zh-CN': (label, user, address) => `${label}：${address} 的用户 ${user}`,
}

export function secretPageFor(
  handover: SecretHandover | undefined,
  actor: Pick<SecretRequest, 'team' | 'user' | 'channel' | 'locale'>,
): SecretPage | undefined {
  if (!handover) return undefined
  const { team, user, channel, locale } = actor
  return {
    ask: (wanted) => handover.ask({ ...wanted, team, user, channel, locale }),
    async take(verb, id) {
      const given = await handover.take(id)
      if (!given) throw new UserError(words.notYours)
      if (given.team === team && given.user === user && given.verb === verb) return given
      await handover.giveBack(id, given)
      throw new UserError(words.notYours)
    },
    giveBack: handover.giveBack,
    move: handover.move,
  }
}

/** Answers with a link, or refuses where the bot has no page. */
export async function askForSecrets(
  ctx: CommandContext<never, 'secretPage'>,
  wanted: Parameters<SecretPage['ask']>[0],
): Promise<Reply> {
  if (!ctx.secretPage) throw new SecretGone()
  const { url, code, until } = await ctx.secretPage.ask(wanted)
  const { locale } = ctx
  return reply.toMe({
    title: words.title[locale],
    tone: 'neutral',
    lines: [wanted.purpose[locale], { link: url, text: words.open[locale] }],
    facts: [
      { label: words.code[locale], said: { code } },
      { label: words.until[locale], said: { time: until } },
    ],
    sections: [{ lines: [words.next[locale]] }],
    footer: words.never[locale],
  })
}

/** Goes on with what was handed over. If that fails it can be tried again with the same button. */
export async function continueWithSecrets(
  ctx: CommandContext<never, 'secretPage'>,
  verb: SecretContinuation['verb'],
  id: string,
  work: (given: SecretContinuation) => Promise<Reply>,
): Promise<Reply> {
  if (!ctx.secretPage) throw new SecretGone()
  const given = await ctx.secretPage.take(verb, id)
  try {
    return await work(given)
  } catch (error) {
    await ctx.secretPage.giveBack(id, given)
    throw error
  }
}

export type DatabaseAccessPair = Readonly<Record<DatabaseSide, DatabaseAccess>>

/** Both databases with their passwords; without one where nothing is known of it any more. */
export async function databaseAccessOf(
  ctx: CommandContext<never, 'setups'>,
  task: TaskRef,
  setup: TaskSetup,
): Promise<DatabaseAccessPair> {
  return {
    source: await ctx.setups.access(task, 'source', setup.source),
    destination: await ctx.setups.access(task, 'destination', setup.destination),
  }
}

/** The fields of the page for every secret that is needed and that nobody gave a reference for. */
export function passwordFields(
  task: TaskRef,
  setup: TaskSetup,
  access: DatabaseAccessPair,
): SecretRequest['fields'] {
  return databaseSides.flatMap((side) => {
    const database = setup[side]
    return lackingSecrets(database, access[side]).map((secret) => ({
      name: fieldOf(side, secret),
      label: labelOf(side, secret, database),
      about: databasePurpose(task, side, database, secret),
    }))
  })
}

const databaseSecretNames = Object.keys(secretReferences) as readonly DatabaseSecret[]

/** A file of Kafka has a password (6.1.2), and so has a certificate in PKCS #12. */
function lackingSecrets(database: DatabaseSetup, access: DatabaseAccess): readonly DatabaseSecret[] {
  const { certificate, keyStore } = access
  const isProtected =
    database.dbType === 'kafka' || (certificate?.name.toLowerCase().endsWith('.p12') ?? false)
  const lacks: Readonly<Record<DatabaseSecret, boolean>> = {
    account: Boolean(database.user) && access.password === undefined,
    certificate: certificate !== undefined && isProtected && certificate.password === undefined,
    keyStore: keyStore !== undefined && keyStore.password === undefined,
    key: keyStore !== undefined && access.kafka?.keyHasPassword === true && access.keyPassword === undefined,
  }
  return databaseSecretNames.filter((secret) => lacks[secret])
}

function fieldOf(side: DatabaseSide, secret: DatabaseSecret): string {
  return secret === 'account' ? side : `${side}-${secret}`
}

/** Names the account, so that nobody types the password of another one. */
function labelOf(side: DatabaseSide, secret: DatabaseSecret, database: DatabaseSetup): Text {
  const { user = '', ip, instanceId, port } = database
  if (secret !== 'account')
    return fileLabels[secret === 'certificate' && database.dbType === 'kafka' ? 'trustStore' : secret]
  const host = ip ?? instanceId ?? ''
  const address = port === undefined ? host : `${host}:${port}`
  const label = passwordLabels[side]
  return say(account.en(label.en, user, address), account['zh-CN'](label['zh-CN'], user, address))
}

/** The setup with references to what was handed over. */
export function withPasswordReferences(
  setup: TaskSetup,
  { references }: Pick<SecretContinuation, 'references'>,
): TaskSetup {
  const withOwn = (side: DatabaseSide): DatabaseSetup => ({
    ...setup[side],
    ...Object.fromEntries(
      databaseSecretNames.flatMap((secret) => {
        const reference = references[fieldOf(side, secret)]
        return reference === undefined ? [] : [[secretReferences[secret], reference]]
      }),
    ),
  })
  return { ...setup, source: withOwn('source'), destination: withOwn('destination') }
}

/** What was kept for a task that was still to be created is kept for the one that is there now. */
export async function adoptSecrets(
  ctx: CommandContext<never, 'secretPage'>,
  task: TaskRef,
  setup: TaskSetup,
): Promise<TaskSetup> {
  const before = { ...task, id: newTaskId }
  const references: Record<string, string> = {}
  for (const side of databaseSides) {
    const database = setup[side]
    for (const secret of databaseSecretNames) {
      const reference = database[secretReferences[secret]]
      const [from, to] = [before, task].map((one) => databasePurpose(one, side, database, secret))
      const moved = reference && from && to && (await ctx.secretPage?.move(reference, from, to))
      if (moved) references[fieldOf(side, secret)] = moved
    }
  }
  return withPasswordReferences(setup, { references })
}
