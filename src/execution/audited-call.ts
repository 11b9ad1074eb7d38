import { tasksIn } from '../domain/approvals/open.ts'
import type { AuditNote } from '../domain/audit/audit.ts'
import { secretReference } from '../domain/secrets/secret-reference.ts'
import { DrsError } from '../drs/drs-error.ts'
import type { Operation, OperationInput } from '../drs/operation.ts'

/** Writes down what is being done; who does it, where and when are known. Throws if it cannot be written down. */
export type Note = (note: AuditNote) => Promise<void>

/** A reference to a secret is written down before it is followed, never what is found there. */
export function auditedSecret(
  read: (reference: string, about?: string) => Promise<string>,
  note: Note,
): (reference: string, about?: string) => Promise<string> {
  return async (reference, about) => {
    // What is no reference may be the password itself, and is refused anyway.
    if (secretReference.test(reference) || reference.startsWith('kept:'))
      await note({ kind: 'secret', what: `reads ${reference}` })
    return read(reference, about)
  }
}

/** Any call of DRS: one that changes something is written down before, and how it failed afterwards. */
export async function auditedCall<T>(
  connection: string,
  op: Operation,
  input: OperationInput,
  note: Note,
  work: () => Promise<T>,
): Promise<T> {
  if (op.risk === 'read') return work()
  const tasks = tasksIn(input)
  const about = { connection, verb: 'api', ...(tasks.length > 0 && { tasks }) }
  await note({ kind: 'act', ...about, what: `asks DRS for ${op.id}` })
  return work().catch(async (error: unknown) => {
    await note({ kind: 'result', ...about, what: refusal(op.id, error) })
    throw error
  })
}

/** Codes only: messages of DRS may repeat what was sent. */
export function refusal(verb: string, error: unknown): string {
  const code = error instanceof DrsError ? error.code : 'no answer'
  return `DRS did not ${verb}: ${code}`
}
