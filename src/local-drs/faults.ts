import * as z from 'zod'

/** A trouble that can be switched on; without `operation` it meets every call. */
export const faultSchema = z.strictObject({
  operation: z.string().optional().describe('Operation id, for example batch-job-status; absent: all'),
  times: z.int().min(1).optional().describe('How many calls it meets; absent: until cleared'),
  status: z.int().min(400).max(599).optional().describe('HTTP status of the refusal'),
  code: z.string().optional().describe('error_code of the refusal'),
  message: z.string().optional().describe('error_msg of the refusal'),
  retryAfter: z.int().min(0).optional().describe('Throttles: 429 with Retry-After in seconds'),
  delayMs: z.int().min(0).max(600_000).optional().describe('Answers later; alone, the answer is right'),
  cut: z.boolean().optional().describe('Cuts the connection instead of answering'),
  malformed: z.boolean().optional().describe('Answers with a broken body'),
})
export type Fault = z.output<typeof faultSchema>

/** A fault that is on, under a number by which it can be cleared. */
export type ActiveFault = Fault & { readonly id: number }

export interface Faults {
  add(fault: Fault): void
  list(): readonly ActiveFault[]
  /** Clears the one with that number, or all. */
  clear(id?: number): void
  /** The fault that meets this call; counts it. */
  take(operation: string): Fault | undefined
}

export function createFaults(): Faults {
  let active: readonly ActiveFault[] = []
  let count = 0
  return {
    add: (fault) => {
      count += 1
      active = [...active, { ...fault, id: count }]
    },
    list: () => active,
    clear: (id) => {
      active = id === undefined ? [] : active.filter((fault) => fault.id !== id)
    },
    take(operation) {
      const met = active.find((fault) => fault.operation === undefined || fault.operation === operation)
      if (met) active = active.flatMap((fault) => (fault === met ? worn(fault) : [fault]))
      return met
    },
  }
}

function worn(fault: ActiveFault): readonly ActiveFault[] {
  if (fault.times === undefined) return [fault]
  return fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : []
}

/** Whether the fault takes the place of the answer. */
export function refuses(fault: Fault): boolean {
  return fault.status !== undefined || fault.code !== undefined || fault.retryAfter !== undefined
}
