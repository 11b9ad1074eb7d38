import { tasksIn } from '../domain/approvals/open.ts'
import type { AuditQuery, AuditRecord } from '../domain/audit.ts'
import type { AuditPage } from '../domain/audit-chain.ts'
import { secretReference } from '../domain/secret-reference.ts'
import type { Place } from '../domain/watch.ts'
import { DrsError } from '../drs/drs-error.ts'
import type { Operation, OperationInput } from '../drs/operation.ts'

/** What is said of an act; who, where and when are known. */
export type AuditNote = Omit<AuditRecord, 'at' | 'who' | 'team' | 'channel'>
export type Note = (note: AuditNote) => Promise<void>

interface Page {
  readonly limit: number
  /** Only records before that number. */
  readonly before?: number
}

export interface AuditFacilities {
  /** Resolves once it is written down for good. Throws if it cannot be: then what it is about must not be done. */
  audit(record: AuditRecord): Promise<void>
  auditPage(query: AuditQuery, page: Page): Promise<AuditPage>
  now(): number
}

/** The audit as a command sees it: about this person, here and now. */
export interface Auditing {
  audit(note: AuditNote): Promise<void>
  /** The newest records first, of this workspace, and about connections of which the person is an admin here. */
  auditPage(filter: Omit<AuditQuery, 'team' | 'connections'>, page: Page): Promise<AuditPage>
}

export function auditingFor(
  facilities: AuditFacilities,
  asker: Place & { readonly user: string },
  administered: () => readonly string[],
): Auditing {
  const { user: who, team, channel } = asker
  return {
    audit: (note) => facilities.audit({ at: facilities.now(), who, team, channel, ...note }),
    auditPage: (filter, page) => facilities.auditPage({ ...filter, team, connections: administered() }, page),
  }
}

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
