/** What the client logs to; pino fits. */
export interface ClientLog {
  warn(facts: Readonly<Record<string, unknown>>, message: string): void
}

export const silentLog: ClientLog = { warn: () => undefined }
