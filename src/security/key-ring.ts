import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

/**
 * The keys under which secrets lie in Redis: the first one seals, every one opens, so that a key can be replaced while
 * the bot runs (`DRS_CHATOPS_KEY=<new>,<old>`).
 */
export interface KeyRing {
  /** `v1.<key id>.<nonce>.<tag>.<text>`. `about` is bound to it: what was sealed for one thing opens for no other. */
  seal(text: string, about: string): string
  /** Undefined for what is about something else, what another hand has changed, or what no key here has sealed. */
  open(sealed: string, about: string): string | undefined
  /** Whether the first key has sealed it. */
  isCurrent(sealed: string): boolean
}

/** Length of a key in bytes (AES-256). */
export const keyBytes = 32

const version = 'v1'
const cipherName = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

interface Key {
  /** First eight hex digits of its SHA-256. */
  readonly id: string
  readonly bytes: Uint8Array
}

/** Throws `RangeError` without a key, or for one that does not have 32 bytes. */
export function keyRing(keys: readonly Uint8Array[]): KeyRing {
  const ring = keys.map(keyOf)
  const [first] = ring
  if (first === undefined) throw new RangeError('A key ring needs a key')
  return {
    seal: (text, about) => seal(first, text, about),
    open(sealed, about) {
      const parts = partsOf(sealed)
      const key = ring.find(({ id }) => id === parts?.id)
      return parts && key && opened(key, parts, about)
    },
    isCurrent: (sealed) => partsOf(sealed)?.id === first.id,
  }
}

function keyOf(bytes: Uint8Array): Key {
  if (bytes.length !== keyBytes) throw new RangeError(`A key must have ${keyBytes} bytes`)
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 8), bytes }
}

function seal(key: Key, text: string, about: string): string {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(cipherName, key.bytes, nonce).setAAD(Buffer.from(about))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  const parts = [nonce, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'))
  return [version, key.id, ...parts].join('.')
}

interface Sealed {
  readonly id: string
  readonly nonce: Buffer
  readonly tag: Buffer
  readonly text: Buffer
}

const form = /^v1\.([0-9a-f]{8})\.([\w-]+)\.([\w-]+)\.([\w-]*)$/

function partsOf(sealed: string): Sealed | undefined {
  const [, id, ...parts] = form.exec(sealed) ?? []
  const [nonce, tag, text] = parts.map((part) => Buffer.from(part, 'base64url'))
  if (!id || !nonce || !tag || !text) return undefined
  // Several spellings of Base64 mean the same bytes; only ours is taken.
  if ([nonce, tag, text].some((part, at) => part.toString('base64url') !== parts[at])) return undefined
  return nonce.length === nonceBytes && tag.length === tagBytes ? { id, nonce, tag, text } : undefined
}

function opened(key: Key, { nonce, tag, text }: Sealed, about: string): string | undefined {
  try {
    const decipher = createDecipheriv(cipherName, key.bytes, nonce, { authTagLength: tagBytes })
      .setAAD(Buffer.from(about))
      .setAuthTag(tag)
    return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8')
  } catch {
    return undefined // changed, or about something else: see `open`
  }
}
