import { answers } from './answers.ts'
import { calls } from './calls.ts'
import { delivery } from './delivery.ts'
import type { Measure } from './measure.ts'
import { polling } from './polling.ts'
import { rounds } from './rounds.ts'
import { starts } from './start.ts'

/** By the names that `npm run bench` takes. */
export const scenarios: Readonly<Record<string, () => Promise<readonly Measure[]>>> = {
  starts,
  polling,
  calls,
  answers,
  delivery,
  rounds,
}
