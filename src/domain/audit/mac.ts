import { createHash, createHmac, hkdfSync } from 'node:crypto'

/**
 * What the audit and the values that decide who may do what are sealed with.
 *
 * - `hmac-sha256:<key id>` with a key derived from DRS_CHATOPS_KEY: who can write to Redis but does not have the key cannot
 *   make a seal.
 * - `sha256` where there is no key: anybody can make it, so that it finds accidents and clumsy hands only.
 */
export interface Mac {
  /** `sha256`, or `hmac-sha256:` and the first 8 hex digits of the SHA-256 of the key. */
  readonly name: string
  /** 64 hex digits. */
  digest(text: string): string
}

/** The first seals what is new, all of them check what is there. */
export type Macs = readonly [Mac, ...Mac[]]

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

export const plainMac: Mac = { name: 'sha256', digest: sha256 }

/** A key of its own is derived (HKDF, RFC 5869), so that a seal has no key in common with what is encrypted. */
export function macOf(key: Uint8Array): Mac {
  const id = createHash('sha256').update(key).digest('hex').slice(0, 8)
  const own = Buffer.from(hkdfSync('sha256', key, '', 'drs-chatops audit', 32))
  return {
    name: `hmac-sha256:${id}`,
    digest: (text) => createHmac('sha256', own).update(text).digest('hex'),
  }
}

/** Without keys there are plain hashes; with them a plain hash seals nothing any more. */
export function macsOf(keys: readonly Uint8Array[]): Macs {
  const [first, ...others] = keys.map(macOf)
  return first ? [first, ...others, plainMac] : [plainMac]
}

export function isKeyed(mac: Pick<Mac, 'name'>): boolean {
  return mac.name !== plainMac.name
}

/** Whether seals are made with a key, so that one without is none. */
export function wantsKey([first]: readonly Mac[]): boolean {
  return first !== undefined && isKeyed(first)
}
