import { answers } from './answers.ts'
import { calls } from './calls.ts'
import { change } from './change.ts'
import { delivery } from './delivery.ts'
import { growth } from './growth.ts'
import { idle } from './idle.ts'
import type { Measure } from './measure.ts'
import { names } from './names.ts'
import { pictures } from './pictures.ts'
import { polling } from './polling.ts'
import { quiet } from './quiet.ts'
import { rounds } from './rounds.ts'
import { sight } from './sight.ts'
import { starts } from './start.ts'
import { wide } from './wide.ts'

/** `share`: that part of the load, where it is large; 1 is all of it. */
export type Scenario = (share: number) => Promise<readonly Measure[]>

/** By the names that `npm run bench` takes. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  starts,
  idle,
  polling,
  sight,
  names,
  quiet,
  rounds,
  wide,
  change,
  delivery,
  growth,
  calls,
  answers,
  pictures,
}
