import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'
import type { PrecheckItem, PrecheckReport } from './task.ts'

/** What has become of a check item. */
export type CheckResult = 'failed' | 'alarm' | 'skipped' | 'passed'

/** A verdict that the documents do not name counts as failed; what somebody has skipped keeps no task from starting. */
export function checkResult({ verdict, skipped }: Pick<PrecheckItem, 'verdict' | 'skipped'>): CheckResult {
  if (verdict === 'PASSED') return 'passed'
  if (skipped) return 'skipped'
  return verdict === 'ALARM' ? 'alarm' : 'failed'
}

export function checksWith(
  { items }: Pick<PrecheckReport, 'items'>,
  ...wanted: readonly CheckResult[]
): readonly PrecheckItem[] {
  return items.filter((item) => wanted.includes(checkResult(item)))
}

export interface CheckCounts {
  readonly all: number
  readonly failed: number
  readonly alarms: number
  readonly skipped: number
  readonly passed: number
}

/** `all` counts those as well that are not kept, or cannot be read. */
export function countChecks(
  report: Pick<PrecheckReport, 'items'> & Partial<Pick<PrecheckReport, 'more' | 'unreadable'>>,
): CheckCounts {
  const { items, more = 0, unreadable = 0 } = report
  const count = (wanted: CheckResult) => checksWith({ items }, wanted).length
  return {
    all: items.length + more + unreadable,
    failed: count('failed'),
    alarms: count('alarm'),
    skipped: count('skipped'),
    passed: count('passed'),
  }
}

/** What the run before has found, as little of it as a comparison needs. */
export const earlierChecksSchema = z.object({
  /** When its end was seen, milliseconds since the epoch. */
  at: z.number(),
  /** Items that have not passed. */
  found: z.array(z.object({ item: z.string(), result: z.enum(['failed', 'alarm', 'skipped']) })),
})
export type EarlierChecks = DeepReadonly<z.output<typeof earlierChecksSchema>>

export function earlierChecksOf({ items }: Pick<PrecheckReport, 'items'>, at: number): EarlierChecks {
  const found = items.flatMap((item) => {
    const result = checkResult(item)
    return result === 'passed' ? [] : [{ item: item.item, result }]
  })
  return { at, found }
}

/** Names of items, by what has changed of them since the run before. */
export interface CheckChanges {
  /** Failed or alarmed then, and do not any more. */
  readonly fixed: readonly string[]
  /** Fail now, and did not then. */
  readonly failed: readonly string[]
  /** Alarm now, and did not fail or alarm then. */
  readonly alarms: readonly string[]
}

export function checkChanges(
  { found }: Pick<EarlierChecks, 'found'>,
  now: Pick<PrecheckReport, 'items'>,
): CheckChanges {
  const then = (...wanted: readonly CheckResult[]) =>
    new Set(found.filter(({ result }) => wanted.includes(result)).map(({ item }) => item))
  const names = (...wanted: readonly CheckResult[]) => [
    ...new Set(checksWith(now, ...wanted).map(({ item }) => item)),
  ]
  const [failedThen, openThen] = [then('failed'), then('failed', 'alarm')]
  const notPassed = new Set(names('failed', 'alarm', 'skipped'))
  return {
    fixed: [...openThen].filter((item) => !notPassed.has(item)),
    failed: names('failed').filter((item) => !failedThen.has(item)),
    alarms: names('alarm').filter((item) => !openThen.has(item)),
  }
}
