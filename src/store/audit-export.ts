import { type ChainedRecord, type ChainLink, chainBeginning } from '../domain/audit/audit-chain.ts'
import { asAuditRecord } from './audit.ts'
import { objectIn } from './stored.ts'

/** What is read from a file of `npm run audit:export`. */
export interface AuditExport {
  /** What was before the first record. */
  readonly base: ChainLink
  readonly records: readonly ChainedRecord[]
}

/** Throws an error that names the line if one is no record with the hash before it. */
export function parseAuditExport(text: string): AuditExport {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const parsed = lines.map((line, i) => parseLine(line, i + 1))
  const [first] = parsed
  const base = first ? { seq: first.entry.seq - 1, hash: first.prev } : chainBeginning
  return { base, records: parsed.map(({ entry }) => entry) }
}

function parseLine(line: string, number: number) {
  const { seq, id, mac, hash, prev, ...record } = objectIn(line) ?? {} // said below, with the number of the line
  if (typeof seq !== 'number' || typeof prev !== 'string')
    throw new Error(`Line ${number} is not of npm run audit:export: it has no “seq” and “prev”.`)
  const link = { seq, id: String(id), mac: String(mac), hash: String(hash) }
  return { entry: { ...link, record: asAuditRecord(record) }, prev }
}
