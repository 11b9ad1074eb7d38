import { noise } from './random.ts'

/**
 * The real service sends fields that no table names, and nulls. Now and then an answer gets some of both, so that
 * clients stay honest; which ones depends on nothing but the number of the call.
 */
export function embellish(answer: unknown, call: number): unknown {
  if (!isRecord(answer) || noise('embellish', call) < 0.6) return answer
  return Object.fromEntries([
    ...Object.entries(answer).map(([name, value]): [string, unknown] => [name, withExtras(value)]),
    ['enterprise_project_name', null],
  ])
}

function withExtras(value: unknown): unknown {
  if (!Array.isArray(value)) return value
  return value.map((item: unknown) => (isRecord(item) ? { ...item, extend_info: null, sort_no: '0' } : item))
}

/** Files are no records: what makes them answers is their class. */
function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
