import type { Text } from '../base/i18n.ts'
import type { CheckResult } from '../domain/check-result.ts'

type Subject = Pick<CheckResult, 'check' | 'about' | 'title'>

export function passedCheck(subject: Subject, found: Text): CheckResult {
  return { ...subject, ok: true, found }
}

export function failedCheck(subject: Subject, found: Text, advice: Text): CheckResult {
  return { ...subject, ok: false, found, advice }
}

/** The same in every language: names, numbers, versions, and what other software said. */
export function verbatim(words: string): Text {
  return { en: words, 'zh-CN': words }
}

/**
 * Why a connection failed, without what the caller sent. `fetch` hides the system's reason (`ECONNREFUSED`) in its cause.
 */
export function failureReason(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const { cause } = error
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message
}
