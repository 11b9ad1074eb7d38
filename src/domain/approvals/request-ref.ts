import type { ApprovalRequest } from './request.ts'

/** What a button of a request carries: its id, and the beginning of the hash of what its message showed. */
export interface RequestRef {
  readonly id: string
  /** Absent where somebody typed the id alone. */
  readonly hash?: string
}

const hashLength = 16

export function formatRequestRef({ id, hash }: Pick<ApprovalRequest, 'id' | 'hash'>): string {
  return `${id} ${hash.slice(0, hashLength)}`
}

export function parseRequestRef(given: string): RequestRef {
  const [id = '', hash] = given.trim().split(/\s+/)
  return hash === undefined ? { id } : { id, hash }
}

/** The whole hash where the button was drawn for what the request is now; otherwise what the button said, which no vote can use. */
export function hashShown(request: Pick<ApprovalRequest, 'hash'>, { hash }: RequestRef): string | undefined {
  if (hash === undefined) return undefined
  return hash.length === hashLength && request.hash.startsWith(hash) ? request.hash : hash
}
