import { endTypes } from '../../drs/engines.ts'
import type { Task } from './task.ts'

/** MySQL views, routines, triggers and events have a definer (DRS API reference 6.1.16). */
export function hasDefiners({ engine }: Pick<Task, 'engine'>): boolean {
  const ends = endTypes(engine)
  return ends !== undefined && mysql.has(ends.source) && mysql.has(ends.destination)
}

const mysql: ReadonlySet<string> = new Set(['mysql', 'taurus'])
