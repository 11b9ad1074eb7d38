import { printRows } from '../../src/scripts/print.ts'
import { readCode } from './code.ts'
import { measureLive } from './live.ts'
import {
  guardedActionNames,
  importCircles,
  type Measure,
  membersHandedOut,
  repeatedNames,
  roomsThatAct,
  singlyImported,
} from './measures.ts'
import { readSources, root } from './sources.ts'

/** `npm run house [-- --json]`: how much one thing in the reader's head is one in the code. JSON has what was counted. */
const sources = [...readSources('src'), ...readSources('commands')]
const ofCode = readCode(root, (code) => [
  guardedActionNames(code),
  roomsThatAct(code),
  repeatedNames(code),
  membersHandedOut(code, 'src/kit/context.ts', 'Context'),
  membersHandedOut(code, 'src/app/command-services.ts', 'CommandServices'),
])
const measures: readonly Measure[] = [
  ...ofCode,
  importCircles(sources),
  singlyImported(sources),
  ...(await measureLive()),
]

printRows(measures, ({ check, today, goal, ok }) => [check, String(today), `≤ ${goal}`, ok ? 'yes' : 'no'], [
  'CHECK',
  'TODAY',
  'GOAL',
  'OK',
])
