import type { IncomingMessage } from 'node:http'

/** More is no form of ours; in bytes. */
export const largestForm = 16 * 1024

export type FormReading =
  | { readonly ok: true; readonly form: URLSearchParams }
  /** `413` too large, `415` of another kind than a sent form. */
  | { readonly ok: false; readonly status: 413 | 415 }

/** Reads a sent form, and no more of it than a form of ours may have. */
export async function readForm(request: IncomingMessage): Promise<FormReading> {
  const [kind] = (request.headers['content-type'] ?? '').split(';')
  if (kind?.trim().toLowerCase() !== 'application/x-www-form-urlencoded') return { ok: false, status: 415 }
  if (Number(request.headers['content-length']) > largestForm) return { ok: false, status: 413 }
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > largestForm) return { ok: false, status: 413 }
    chunks.push(chunk)
  }
  return { ok: true, form: new URLSearchParams(Buffer.concat(chunks).toString('utf8')) }
}
