import type { Moment } from '../clock.ts'

/** How long connection tests and checks of parameters take at speed 1, in milliseconds; made to look real. */
export const testDuration = 10_000

/** Whether the result of something that was started is not there yet. */
export function isPending({ startedAt }: { readonly startedAt: number }, moment: Moment): boolean {
  return moment.virtual < startedAt + testDuration
}

/** "A timestamp" (table 7-394): milliseconds, or a time in UTC as everywhere else in v5. NaN for anything else. */
export function timeOf(written: string): number {
  return /^\d{10,13}$/.test(written) ? Number(written) : Date.parse(written)
}
