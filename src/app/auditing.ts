import type { AuditQuery, AuditRecord } from '../domain/audit/audit.ts'
import type { AuditPage } from '../domain/audit/audit-chain.ts'
import type { Place } from '../domain/watching/watch.ts'
import type { Auditing, AuditSlice } from '../kit/context.ts'

export interface AuditFacilities {
  /** Resolves once it is written down for good. Throws if it cannot be: then what it is about must not be done. */
  audit(record: AuditRecord): Promise<void>
  auditPage(query: AuditQuery, page: AuditSlice): Promise<AuditPage>
  now(): number
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
