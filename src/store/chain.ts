import { randomUUID } from 'node:crypto'
import type { Log } from '../base/log.ts'
import { type AuditRecord, auditRecordSchema } from '../domain/audit/audit.ts'
import {
  type ChainedRecord,
  type ChainHead,
  type ChainLink,
  chainBeginning,
  headAt,
  headSchema,
  isSealed,
  linkAfter,
  type Mac,
} from '../domain/audit/audit-chain.ts'
import { approvalKeys } from './keys.ts'
import type { Redis } from './redis.ts'
import { type Script, script, strings } from './script.ts'
import { storedKind } from './stored.ts'

/**
 * What is audited is written by one script together with what it is about, so that neither is there without the other.
 * The records are chained here and compared with the head by the script: a replica whose head has moved chains anew.
 */
export interface ChainDeps {
  readonly redis: Redis
  /** The first binds new records; all check what is there. */
  readonly macs: readonly [Mac, ...Mac[]]
  readonly log: Log
  /** Takes secrets out of what people wrote; a last net. */
  redact(text: string): string
}

export interface AuditChain extends ChainDeps {
  /** All or nothing: false if the effect's own check said no. Throws if it could not be written, then nothing happened. */
  write(effect: ChainEffect, records: readonly AuditRecord[]): Promise<boolean>
}

/** A script of `effectScript`; its keys begin with KEYS[3], its arguments with ARGV[4]. */
export interface ChainEffect {
  readonly script: Script
  readonly keys: readonly string[]
  readonly args: readonly (string | number)[]
}

/** The stored chain does not fit its head: somebody has had a hand in it, and nothing may be written on top. */
export class BrokenChain extends Error {
  override readonly name = 'BrokenChain'

  constructor(what: string) {
    super(`The audit cannot be continued: ${what}. Nothing was done. See npm run audit:verify.`)
  }
}

/**
 * `check` may `return 'no'`; it reads only. The write that a lost connection made the client send again is recognised by
 * its head, which no other write can have.
 */
export function effectScript(check: string, effect: string): Script {
  return script(`
    local head = redis.call('GET', KEYS[1]) or ''
    local entries = cjson.decode(ARGV[3])
    if #entries > 0 and head == ARGV[2] then return 'ok' end
    ${check}
    if #entries > 0 then
      if head ~= ARGV[1] then return 'head' end
      for _, entry in ipairs(entries) do
        redis.call('XADD', KEYS[2], entry[1], 'id', entry[2], 'mac', entry[3], 'hash', entry[4], 'record', entry[5])
      end
      redis.call('SET', KEYS[1], ARGV[2])
    end
    ${effect}
    return 'ok'
  `)
}

/** As it stands in the stream, beside its hash. */
export const auditKind = storedKind({ name: 'audit record', version: 1, schema: auditRecordSchema })

const nothing: ChainEffect = { script: effectScript('', ''), keys: [], args: [] }

/** Every failure means that somebody else has written; this many in a row mean that something else is wrong. */
const attempts = 200

export function openChain(deps: ChainDeps): AuditChain {
  let known: ChainHead | undefined
  let last: Promise<unknown> = Promise.resolve()
  const write = async (effect: ChainEffect, records: readonly AuditRecord[]): Promise<boolean> => {
    for (let tried = 0; tried < attempts; tried++) {
      const head = known ?? (await readHead(deps))
      const entries = chained(deps, head, records)
      const next = headAt(deps.macs[0], entries.at(-1) ?? head)
      const answer = await send(deps.redis, effect, head, next, entries)
      if (answer === 'no') return false
      if (answer === 'ok') {
        if (entries.length > 0) known = next
        witness(deps.log, entries)
        return true
      }
      known = await movedHead(deps, head)
    }
    throw new Error('the audit could not be written: its head does not stand still')
  }
  return {
    ...deps,
    // One after the other: writes of one process must not run into each other's heads.
    write: (effect, records) => {
      const done = last.then(() => write(effect, records))
      last = done.catch(() => undefined) // its caller is told; the next one begins anew
      return done
    },
  }
}

/** Throws if the record could not be written. */
export async function appendToChain(chain: AuditChain, ...records: readonly AuditRecord[]): Promise<void> {
  await chain.write(nothing, records)
}

function chained(
  { macs, redact }: ChainDeps,
  head: ChainLink,
  records: readonly AuditRecord[],
): readonly ChainedRecord[] {
  const entries: ChainedRecord[] = []
  for (const record of records) {
    const unbound = { id: randomUUID(), record: { ...record, what: redact(record.what) } }
    entries.push(linkAfter(macs[0], entries.at(-1) ?? head, unbound))
  }
  return entries
}

function send(
  redis: Redis,
  effect: ChainEffect,
  head: ChainHead,
  next: ChainHead,
  entries: readonly ChainedRecord[],
): Promise<unknown> {
  const rows = entries.map(({ seq, id, mac, hash, record }) => [
    `${seq}-0`,
    id,
    mac,
    hash,
    auditKind.write(record),
  ])
  const expected = head.seq === 0 ? '' : headKind.write(head)
  return effect.script(
    redis,
    [approvalKeys.head, approvalKeys.audit, ...effect.keys],
    [expected, headKind.write(next), JSON.stringify(rows), ...effect.args],
  )
}

/** The log is the witness outside of Redis: what is in it cannot be rewritten together with the chain. */
function witness(log: Log, entries: readonly ChainedRecord[]): void {
  for (const { seq, hash, record } of entries) {
    const { kind, ticket } = record
    log.info({ audit: { seq, hash, kind, ...(ticket !== undefined && { ticket }) } }, 'audited')
  }
}

export const headKind = storedKind({ name: 'end of the audit', version: 1, schema: headSchema })

const readHeadScript = script(`
  local last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1]
  local row = { redis.call('GET', KEYS[1]) or '' }
  if last then
    row[2] = last[1]
    for i = 1, #last[2], 2 do
      if last[2][i] == 'mac' then row[3] = last[2][i + 1] end
      if last[2][i] == 'hash' then row[4] = last[2][i + 1] end
    end
  end
  return row
`)

/** Where the stored chain ends. Throws `BrokenChain` if its last record is not the one that the head speaks of. */
async function readHead({ redis, macs }: ChainDeps): Promise<ChainHead> {
  const answer = await readHeadScript(redis, [approvalKeys.head, approvalKeys.audit], [])
  const [text = '', id, mac, hash] = strings(answer)
  if (text === '') {
    if (id !== undefined) throw new BrokenChain('the note of where it ends is gone')
    return headAt(macs[0], chainBeginning)
  }
  const head = headKind.read(redis, text, { key: approvalKeys.head })
  if (!head || !isSealed(head, macs)) throw new BrokenChain('the note of where it ends was not written by me')
  if (id !== `${head.seq}-0` || hash !== head.hash || mac !== head.mac)
    throw new BrokenChain('its last record is not the one that was written last')
  return head
}

/**
 * Somebody else has written. A head that lies *before* the one that was known means that Redis has lost writes (a restart,
 * a failover) or was set back on purpose: the log keeps both, and work goes on from what is there.
 */
async function movedHead(deps: ChainDeps, known: ChainLink): Promise<ChainHead> {
  const head = await readHead(deps)
  if (head.seq < known.seq) {
    const facts = { known: known.seq, hash: known.hash, found: head.seq }
    deps.log.error(facts, 'the audit has lost records that were written')
  }
  return head
}
