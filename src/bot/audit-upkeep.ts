import { createHash } from 'node:crypto'
import type { Log } from '../base/log.ts'
import type { Config } from '../config/types.ts'
import { canonicalJson } from '../domain/approvals/payload.ts'
import type { ApprovalStore } from '../store/approval-store.ts'

const hour = 60 * 60_000

/** What follows from the configuration for who may do what. Tokens and keys have no part in it. */
function decisive({ connections, grants, secrets, groups, approvals, auditChannel, auditKeepMs }: Config) {
  return { connections, grants, secrets, groups, approvals, auditChannel, auditKeepMs }
}

/** Hex. */
export function configurationDigest(config: Config): string {
  return createHash('sha256')
    .update(canonicalJson(decisive(config)))
    .digest('hex')
}

/**
 * Goes on under the first key, writes down that the bot runs with another configuration than before, and takes out records that are old enough, now and
 * every hour. An audit that cannot be written does not keep the bot from starting: people may look, and whatever has to be
 * written down is refused one by one.
 */
export function maintainAudit(
  store: ApprovalStore,
  config: Config,
  log: Log,
  now: () => number,
): () => Promise<void> {
  let work = store
    .useFirstKey(now())
    .then(
      (sealed) =>
        sealed > 0 && log.info({ sealed }, 'grants, rules and requests are sealed with another key'),
    )
    .then(() => noteConfiguration(store, config, now()))
    .catch((err: unknown) => {
      log.error({ err }, 'the configuration could not be written to the audit')
    })
  const look = () => {
    work = work
      .then(() => trim(store, config.auditKeepMs, now))
      .catch((err: unknown) => {
        log.error({ err }, 'old records could not be taken out of the audit')
      })
  }
  look()
  const timer = setInterval(look, hour)
  return () => {
    clearInterval(timer)
    return work
  }
}

async function noteConfiguration(store: ApprovalStore, config: Config, at: number): Promise<void> {
  const digest = configurationDigest(config)
  const { connections, grants, approvals } = config
  const counts = `${connections.length} connections, ${grants.length} grants, ${approvals.length} approval rules`
  await store.noteConfiguration(digest, {
    kind: 'configuration',
    at,
    who: 'bot',
    team: '',
    channel: '',
    what: `started with another configuration: ${counts}, SHA-256 ${digest}`,
  })
}

async function trim(store: ApprovalStore, keepMs: number, now: () => number): Promise<void> {
  while ((await store.trim(now() - keepMs, now())) > 0);
}
