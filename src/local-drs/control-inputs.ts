import * as z from 'zod'
import { actions } from './control-states.ts'
import { faultSchema } from './faults.ts'
import { seedTask } from './seed.ts'

/** What the control room gets as input, by the name of the action; `POST /control/<name>` takes the same as JSON. */
export const inputs = {
  item: z.strictObject({
    database: z.string().describe('host:port or instance id'),
    item: z.string().min(1).describe('Precheck item'),
    broken: z.boolean(),
  }),
  speed: z.strictObject({ speed: z.number().min(0).max(100_000) }),
  advance: z.strictObject({ ms: z.number().min(0) }),
  create: seedTask,
  act: z.strictObject({
    task: z.string().describe('Id or name'),
    action: z.enum(actions),
    reason: z.string().optional().describe('Cause of a failure'),
    startAt: z.number().optional().describe('Milliseconds since the epoch'),
    force: z.boolean().optional().describe('Stop although something is going on'),
  }),
  lag: z.strictObject({
    task: z.string().describe('Id or name'),
    ms: z.number().min(0).nullable().describe('null lets it go again'),
  }),
  overload: z.strictObject({
    task: z.string().describe('Id or name'),
    on: z.boolean().describe('The lag rises while it is on; afterwards the task catches up'),
  }),
  difference: z.strictObject({
    task: z.string().describe('Id or name'),
    table: z.string().describe('database.table'),
    rows: z.int().min(0).describe('How many rows differ at the destination; 0: none any more'),
    kind: z
      .enum(['missing', 'extra', 'changed', 'table'])
      .default('missing')
      .describe('Rows missing, rows too many, other values, or the whole table missing'),
  }),
  password: z.strictObject({
    database: z.string().describe('host:port or instance id'),
    password: z.string().min(1).describe('Tasks that know the old one cannot log in any more'),
  }),
  fault: faultSchema,
  clearFault: z.strictObject({ id: z.int().describe('As in the list of faults') }),
  clearFaults: z.strictObject({}),
  expireTokens: z.strictObject({}),
  restart: z.strictObject({}),
} as const

export type Inputs = { readonly [Name in keyof typeof inputs]: z.input<(typeof inputs)[Name]> }
