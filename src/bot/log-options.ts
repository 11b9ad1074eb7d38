import { secretMark } from '../base/secret-mark.ts'
import { type Redactor, redactLogLine } from '../security/redaction.ts'

/** Names under which pino shows nothing, whatever stands there. */
const redacted = ['ak', 'sk', 'token', 'password', 'authorization', 'securityToken']

/** How pino writes: without what these names hold, and without any secret that is known, wherever it stands. */
export function logOptions(level: string, redactor: Redactor) {
  return {
    level,
    base: { pid: process.pid },
    redact: { paths: redacted.flatMap((name) => [name, `*.${name}`]), censor: secretMark },
    hooks: { streamWrite: (line: string) => redactLogLine(redactor, line) },
  }
}
