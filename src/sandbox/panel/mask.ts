import { masked } from '../../local-drs/request-log.ts'

/** Where somebody wrote a secret into a text: `"password": "x"`, `sk=x`. */
const written =
  /(["']?\b[\w-]*(?:password|passwd|pwd|secret|signature|token|authorization|\bsk)["']?\s*[:=]\s*)("[^"]*"|'[^']*'|[^\s,;&}"']+)/gi
/** Slack's tokens, and the capability in a response_url or an upload URL. */
const tokens = /\bx(?:ox[a-z]|app)-[\w-]+/g
const capabilities = /(\/(?:response|upload)\/)[\w-]+/g
/** Names whose value is a secret of Slack's; those of DRS are in `masked`. */
const names = /^(?:trigger_id|client_secret|code|x-slack-signature|authorization|sk|signature)$/i

export interface Mask {
  /** Never to be shown from now on, wherever it stands. */
  hide(secret: string): void
  text(text: string): string
  /** A value as JSON has it, with stars for secrets. */
  value(value: unknown): unknown
}

/** Hides what looks like a secret by its name or its form, and the given ones wherever they stand. */
export function createMask(given: readonly string[]): Mask {
  const secrets = new Set(given.filter(Boolean))

  function text(plain: string): string {
    const formless = plain
      .replace(tokens, '***')
      .replace(capabilities, '$1***')
      .replace(written, (_whole, before: string) => `${before}***`)
    return [...secrets].reduce((rest, secret) => rest.replaceAll(secret, '***'), formless)
  }

  function inner(value: unknown): unknown {
    if (typeof value === 'string') return text(value)
    if (Array.isArray(value)) return value.map(inner)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, names.test(name) && one ? '***' : inner(one)]),
    )
  }

  return {
    hide(secret) {
      if (secret) secrets.add(secret)
    },
    text,
    value: (value) => inner(masked(value)),
  }
}
