import type { AuditNote } from '../domain/audit/audit.ts'
import { secretReference } from '../domain/secrets/secret-reference.ts'
import { DrsError } from '../drs/drs-error.ts'
import type { SecretReader } from '../ports/secret-reader.ts'

/** Writes down what is being done; who does it, where and when are known. Throws if it cannot be written down. */
export type WriteAuditNote = (note: AuditNote) => Promise<void>

/** A reference to a secret is written down before it is followed, never what is found there. */
export function auditedSecret(read: SecretReader, note: WriteAuditNote): SecretReader {
  return async (reference, use) => {
    // What is no reference may be the password itself, and is refused anyway.
    if (secretReference.test(reference) || reference.startsWith('kept:'))
      await note({ kind: 'secret', what: `reads ${reference}` })
    return read(reference, use)
  }
}

/** Codes only: messages of DRS may repeat what was sent. */
export function refusalForAudit(verb: string, error: unknown): string {
  const code = error instanceof DrsError ? error.code : 'no answer'
  return `DRS did not ${verb}: ${code}`
}
