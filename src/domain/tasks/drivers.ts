import type { Task } from './task.ts'

/** JDBC drivers of a project (DRS API reference 7.6.10 to 7.6.13). */
export interface Driver {
  readonly name: string
  /** Bytes. */
  readonly size?: number
  /** Milliseconds since the epoch. */
  readonly changedAt?: number
}

/** 7.6.10: only synchronizations from DB2 for LUW use drivers. */
export function usesDrivers({
  scenario,
  source,
  engine,
}: Pick<Task, 'scenario' | 'source' | 'engine'>): boolean {
  return scenario === 'sync' && (source?.dbType ?? engine).toLowerCase().startsWith('db2')
}

/** 7.6.10: 5 to 64 characters that end in .jar. */
export function isDriverName(name: string): boolean {
  return /^.{1,60}\.jar$/u.test(name)
}
