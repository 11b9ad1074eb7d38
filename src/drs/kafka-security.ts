import { sameInAll } from '../base/i18n.ts'

/**
 * How Kafka lets somebody in (kafka_security_config of 6.1.2). The endpoints of v5 (7.2.1, 7.6.1) have fields for an account and a
 * certificate only: no SASL mechanism, no key store.
 */

const named = <const T extends string>(value: T) => ({ value, words: sameInAll(value) })

/** security.protocol of Kafka. */
export const kafkaProtocols = [
  named('PLAINTEXT'),
  named('SASL_PLAINTEXT'),
  named('SSL'),
  named('SASL_SSL'),
] as const

/** sasl.mechanism of Kafka. */
export const saslMechanisms = [
  named('PLAIN'),
  named('SCRAM-SHA-256'),
  named('SCRAM-SHA-512'),
  named('GSSAPI'),
] as const

export function logsInWithSasl(protocol: string | undefined): boolean {
  return protocol === 'SASL_PLAINTEXT' || protocol === 'SASL_SSL'
}

export function encryptsWithSsl(protocol: string | undefined): boolean {
  return protocol === 'SSL' || protocol === 'SASL_SSL'
}

/** Tokens are for these mechanisms only. */
export function takesTokens(mechanism: string | undefined): boolean {
  return mechanism?.startsWith('SCRAM-') ?? false
}
