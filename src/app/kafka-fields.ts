import { say, type Text } from '../base/i18n.ts'
import { type InvalidField, UserError } from '../base/user-error.ts'
import type { DatabaseSetup, KafkaSettings } from '../domain/tasks/task-setup.ts'
import {
  encryptsWithSsl,
  kafkaProtocols,
  logsInWithSasl,
  saslMechanisms,
  takesTokens,
} from '../drs/kafka-security.ts'
import type { Generation } from '../drs/operation.ts'
import { arg } from '../kit/args.ts'
import type { Line } from '../views/card.ts'
import { secretReferenceArg } from './secret-reference-arg.ts'

/** The security of Kafka (6.1.2), which is the destination wherever DRS knows it. Only v3 has fields for all of it. */

const yesOrNo = [
  { value: 'true', words: say('Yes', '是') },
  { value: 'false', words: say('No', '否') },
] as const

const words = {
  protocolHint: say(
    'security.protocol of Kafka. Empty: it follows from user and trust store.',
    'Kafka 的 security.protocol。留空时由用户和信任证书库决定。',
  ),
  storeHint: say(
    'The trust store (.jks, .p12) that names the CA of Kafka. It goes to DRS only.',
    '记录 Kafka CA 证书的信任证书库（“.jks”、“.p12”）。文件仅发送给 DRS。',
  ),
  keyStoreHint: say(
    'For two-way SSL: the key store (.jks, .p12) with which DRS shows who it is. It goes to DRS only.',
    '用于 SSL 双向认证：DRS 向 Kafka 证明身份的密钥库（“.jks”、“.p12”）。文件仅发送给 DRS。',
  ),
  tokensHint: say('Delegation tokens; SCRAM only.', '委托令牌，仅适用于 SCRAM。'),
  hostHint: say(
    'DRS refuses a server whose certificate names another host.',
    '证书中的主机名与服务器不一致时，DRS 拒绝连接。',
  ),
  keyHint: say('ssl.key.password of Kafka.', 'Kafka 的 ssl.key.password。'),
  saslUser: say('SASL logs in: enter the user.', 'SASL 认证需要填写用户。'),
  tokensNeedScram: say('Tokens work with SCRAM only.', '令牌认证仅适用于 SCRAM。'),
  onlyOverV3: say(
    'API v5 has no field for the SASL mechanism, tokens, host check or key store of Kafka. Enter them in the DRS console, or add v3 to “api” of the connection.',
    'v5 接口没有 Kafka 的 SASL 机制、令牌、主机名校验和密钥库字段。请在 DRS 控制台填写，或在该连接的“api”配置中加入 v3。',
  ),
} satisfies Record<string, Text>

export const kafkaSecurityTitle = say('Security of Kafka', 'Kafka 安全设置')

export const kafkaArgs = {
  kafkaProtocol: arg
    .choice(kafkaProtocols, {
      label: say('Kafka security protocol', 'Kafka 安全协议'),
      hint: words.protocolHint,
    })
    .optional(),
  kafkaMechanism: arg
    .choice(saslMechanisms, { label: say('SASL mechanism of Kafka', 'Kafka SASL 机制') })
    .optional(),
  kafkaTokens: arg
    .choice(yesOrNo, { label: say('Token authentication', '令牌认证'), hint: words.tokensHint })
    .optional(),
  kafkaTrustStore: arg
    .file({ label: say('Trust store of Kafka', 'Kafka 信任证书库'), hint: words.storeHint })
    .optional(),
  kafkaTrustStorePassword: secretReferenceArg(
    say('Reference to the trust store password', '信任证书库密码引用'),
  ),
  kafkaHostCheck: arg
    .choice(yesOrNo, { label: say('Check the host name', '校验主机名'), hint: words.hostHint })
    .optional(),
  kafkaKeyStore: arg
    .file({ label: say('Key store of Kafka', 'Kafka 密钥库'), hint: words.keyStoreHint })
    .optional(),
  kafkaKeyStorePassword: secretReferenceArg(say('Reference to the key store password', '密钥库密码引用')),
  kafkaKeyProtected: arg
    .choice(yesOrNo, { label: say('The private key has a password', '私钥设有密码'), hint: words.keyHint })
    .optional(),
  kafkaKeyPassword: secretReferenceArg(say('Reference to the private key password', '私钥密码引用')),
}

/** With the account; what else is asked hangs on it. */
export const kafkaProtocolField = 'kafkaProtocol'
export const kafkaFields = Object.keys(kafkaArgs).filter((name) => name !== kafkaProtocolField)

type RawValues = Readonly<Record<string, string>>
type Given = { readonly [name: string]: unknown }

/** Whether a field of Kafka's security says anything with this protocol. */
export function showsKafkaField(field: string, { kafkaProtocol }: RawValues): boolean {
  if (field === kafkaProtocolField) return true
  if (field === 'kafkaMechanism' || field === 'kafkaTokens') return logsInWithSasl(kafkaProtocol)
  return encryptsWithSsl(kafkaProtocol)
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined
const choice = (value: unknown): boolean | undefined =>
  value === 'true' ? true : value === 'false' ? false : undefined

/** What was given of Kafka's security, over what was known before. */
export function kafkaSetup(given: Given, known?: DatabaseSetup): Partial<DatabaseSetup> {
  const kafka = present<KafkaSettings>({
    ...known?.kafka,
    ...present({
      protocol: text(given.kafkaProtocol),
      mechanism: text(given.kafkaMechanism),
      tokens: choice(given.kafkaTokens),
      checksHost: choice(given.kafkaHostCheck),
      keyHasPassword: choice(given.kafkaKeyProtected),
    }),
  })
  return present({
    kafka: Object.keys(kafka).length > 0 ? kafka : undefined,
    certificate: text(given.kafkaTrustStore),
    certificatePasswordRef: text(given.kafkaTrustStorePassword),
    keyStore: text(given.kafkaKeyStore),
    keyStorePasswordRef: text(given.kafkaKeyStorePassword),
    keyPasswordRef: text(given.kafkaKeyPassword),
  })
}

type Present<T> = { readonly [Name in keyof T]?: Exclude<T[Name], undefined> }

function present<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>
}

/** What the fields would say of it. Files are not shown again. */
export function kafkaValues(
  { kafka, ...known }: DatabaseSetup,
  typed: (ref: string | undefined) => string | undefined,
) {
  const flag = (value: boolean | undefined) => (value === undefined ? undefined : String(value))
  return present({
    kafkaProtocol: kafka?.protocol,
    kafkaMechanism: kafka?.mechanism,
    kafkaTokens: flag(kafka?.tokens),
    kafkaHostCheck: flag(kafka?.checksHost),
    kafkaKeyProtected: flag(kafka?.keyHasPassword),
    kafkaTrustStorePassword: typed(known.certificatePasswordRef),
    kafkaKeyStorePassword: typed(known.keyStorePasswordRef),
    kafkaKeyPassword: typed(known.keyPasswordRef),
  })
}

/** The fields that the protocol cannot do without and that are not there (6.1.2). */
export function missingKafkaFields(
  { kafka, ...database }: DatabaseSetup,
  { passwordsLater }: { readonly passwordsLater: boolean },
): readonly string[] {
  const secrets = (field: string, isThere: boolean) => (isThere || passwordsLater ? [] : [field])
  const ofSasl = [
    ...(database.user ? [] : ['destinationUser']),
    ...secrets('destinationPassword', database.passwordRef !== undefined),
    ...(kafka?.mechanism ? [] : ['kafkaMechanism']),
  ]
  const ofSsl = [
    ...(database.certificate ? [] : ['kafkaTrustStore']),
    ...secrets('kafkaTrustStorePassword', database.certificatePasswordRef !== undefined),
  ]
  const ofKey = secrets('kafkaKeyPassword', !kafka?.keyHasPassword || database.keyPasswordRef !== undefined)
  return [
    ...(logsInWithSasl(kafka?.protocol) ? ofSasl : []),
    ...(encryptsWithSsl(kafka?.protocol) ? ofSsl : []),
    ...(database.keyStore ? ofKey : []),
  ]
}

/** What does not fit together. */
export function inspectKafka(values: RawValues): readonly InvalidField[] {
  const { kafkaTokens, kafkaMechanism } = values
  const wrongTokens = kafkaTokens === 'true' && kafkaMechanism !== undefined && !takesTokens(kafkaMechanism)
  return wrongTokens ? [{ field: 'kafkaTokens', text: words.tokensNeedScram }] : []
}

/** In a wizard nothing is known of the account but what it was given. */
export function inspectNewKafka(values: RawValues): readonly InvalidField[] {
  const lacksUser = logsInWithSasl(values.kafkaProtocol) && values.destinationUser === undefined
  return [...(lacksUser ? [{ field: 'destinationUser', text: words.saslUser }] : []), ...inspectKafka(values)]
}

/** Said where Kafka is entered and DRS has no field for the rest. */
export function kafkaLines(generation: Generation, locale: keyof Text): readonly Line[] {
  return generation === 'v5' ? [words.onlyOverV3[locale]] : []
}

/** Nothing of what somebody has entered is left out in silence. */
export function requireSayable({ kafka, keyStore }: DatabaseSetup, generation: Generation): void {
  const { mechanism, tokens, checksHost } = kafka ?? {}
  // User and password without a mechanism say PLAIN.
  const isMore = (mechanism ?? 'PLAIN') !== 'PLAIN' || tokens || checksHost || keyStore !== undefined
  if (generation === 'v5' && isMore) throw new UserError(words.onlyOverV3)
}
