import type { AuditQuery, AuditRecord } from '../domain/audit/audit.ts'
import type { AuditPage } from '../domain/audit/audit-chain.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import type { AuditService, AuditSlice } from '../kit/context.ts'

export interface AuditBackend {
  /** Resolves once it is written down for good. Throws if it cannot be: then what it is about must not be done. */
  audit(record: AuditRecord): Promise<void>
  auditPage(query: AuditQuery, page: AuditSlice): Promise<AuditPage>
}

export function auditServiceFor(
  backend: AuditBackend,
  actor: ChannelRef & { readonly user: string },
  administered: () => readonly string[],
  now: () => number,
): AuditService {
  const { user: who, team, channel } = actor
  return {
    audit: (note) => backend.audit({ at: now(), who, team, channel, ...note }),
    auditPage: (filter, page) => backend.auditPage({ ...filter, team, connections: administered() }, page),
  }
}
