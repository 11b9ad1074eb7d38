/** Advanced settings of a task: those that the examples of 6.3.3 and 6.3.4 name. */

export const phases = ['full_sync', 'incre_capture', 'incre_apply', 'incre_relay'] as const
export type Phase = (typeof phases)[number]

export interface TuningParameter {
  readonly phase: Phase
  readonly name: string
  readonly standard: string
  /** As the service shows it. */
  readonly range?: string
  takes(value: string): boolean
}

const anything = (): boolean => true

export const tuningParameters: readonly TuningParameter[] = [
  { phase: 'incre_capture', name: 'hisKmsInfo', standard: ' ', takes: anything },
  {
    phase: 'incre_relay',
    name: 'fetchLogByTable',
    standard: 'false',
    range: 'true,false',
    takes: (value) => value === 'true' || value === 'false',
  },
  { phase: 'incre_relay', name: 'excludeUsers', standard: ' ', takes: anything },
  {
    phase: 'incre_relay',
    name: 'slotAdvanceInterval',
    standard: '1',
    range: '[1,2147483647]',
    takes: (value) => /^[1-9]\d{0,2}$/.test(value),
  },
]

/** Present value; `changed` holds what was set, by `phase.name`. */
export function tuningValue(
  changed: Readonly<Record<string, string>>,
  { phase, name, standard }: TuningParameter,
): string {
  return changed[`${phase}.${name}`] ?? standard
}
