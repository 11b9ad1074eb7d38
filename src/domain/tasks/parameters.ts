import { say, type Text, type TextTemplate } from '../../base/i18n.ts'
import { endTypes } from '../../drs/engines.ts'
import type { Task } from './task.ts'

/** Parameters of the two databases (6.1.9), and those by which a task itself works (6.3.4, 7.10.2). */

export interface DatabaseParameter {
  readonly name: string
  readonly group: 'common' | 'performance'
  readonly source?: string
  readonly destination?: string
  /** Both ends agree. */
  readonly same: boolean
  readonly range?: string
  /** A change counts once the destination was restarted. */
  readonly restart: boolean
}

/** Under the names of v3 (6.3.3). */
export const tuningPhases = ['full_sync', 'incre_capture', 'incre_apply', 'incre_relay'] as const
export type TuningPhase = (typeof tuningPhases)[number]

export interface TuningParameter {
  readonly name: string
  readonly value: string
  /** What it was before anybody changed it; told by v5 only. */
  readonly standard?: string
  readonly range?: string
  /** A change counts once the task was restarted or its parameters were reloaded; told by v5 only. */
  readonly restart?: boolean
  /** Of which phase; told by v3 only, which takes changes by it. */
  readonly phase?: TuningPhase
  readonly settable: boolean
}

/** A change of a task parameter, as DRS remembers it. Times in milliseconds since the epoch. */
export interface TuningChange {
  readonly name: string
  readonly from: string
  readonly to: string
  readonly at?: number
  /** Since when it counts. */
  readonly appliedAt?: number
  readonly succeeded: boolean
}

/** 6.1.9: MySQL migration and disaster recovery to the cloud, while the task is configured; in dual-active DR the subtasks only. */
export function comparesDatabases({ engine, scenario, direction, status, dualActive }: Task): boolean {
  const ends = endTypes(engine)
  const mysql = ends?.source === 'mysql' && ends.destination === 'mysql'
  return mysql && scenario !== 'sync' && direction === 'up' && status === 'CONFIGURATION' && !dualActive
}

export interface ParameterValue {
  readonly name: string
  readonly value: string
}

export type ParsedParameters =
  | { readonly ok: true; readonly values: readonly ParameterValue[] }
  | { readonly ok: false; readonly why: Text }

const noPair: TextTemplate<[line: string]> = {
  en: (line) => `“${line}” is not a name and a value. Write for example max_connections = 1200.`,
  'zh-CN': (line) => `“${line}”不是参数名和值，请写成例如 max_connections = 1200。`,
}
const twice: TextTemplate<[name: string]> = {
  en: (name) => `“${name}” is there twice.`,
  'zh-CN': (name) => `“${name}”重复。`,
}

/** One `name = value` a line. */
export function parseParameters(text: string): ParsedParameters {
  const values: ParameterValue[] = []
  for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
    const [, name, value = ''] = /^\s*([^\s=＝]+)\s*[=＝]\s*(.*?)\s*$/.exec(line) ?? []
    if (name === undefined || value === '')
      return { ok: false, why: say(noPair.en(line.trim()), noPair['zh-CN'](line.trim())) }
    if (values.some((one) => one.name === name))
      return { ok: false, why: say(twice.en(name), twice['zh-CN'](name)) }
    values.push({ name, value })
  }
  return { ok: true, values }
}

/** Whether a value fits the range as DRS writes it: `4096-16777216`, `[1,512]`, `ON|OFF`, `true,false`; what it cannot read fits. */
export function fitsRange(range: string | undefined, value: string): boolean {
  if (range === undefined) return true
  const [, from, to] = /^[[(]?\s*(-?[\d.]+)\s*[-,~]\s*(-?[\d.]+)\s*[\])]?$/.exec(range) ?? []
  if (from !== undefined && to !== undefined)
    return /^-?\d+(\.\d+)?$/.test(value) && Number(value) >= Number(from) && Number(value) <= Number(to)
  const words = range.split(/[|,]/).map((word) => word.trim())
  return words.length < 2 || words.includes(value)
}
