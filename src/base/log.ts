/** Structured logging, as pino does it: facts first, a fixed sentence second. Never a secret in either. */
export interface Log {
  debug(facts: object, sentence: string): void
  info(facts: object, sentence: string): void
  warn(facts: object, sentence: string): void
  error(facts: object, sentence: string): void
}
