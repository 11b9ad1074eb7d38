import { connectionError, type Database, databaseKey } from './databases.ts'
import type { End, LocalTask } from './task.ts'
import type { World } from './world.ts'

/** Somebody changes the password of a database: the tasks that work with it cannot log in any more. */
export function changePassword(world: World, database: Database, password: string): Database {
  const key = databaseKey(database)
  const changed = { ...database, password }
  world.putDatabase(changed)
  if (password === database.password) return changed
  for (const task of world.tasks().flatMap((one) => [one, ...world.partsOf(one)])) {
    const locked = (end: End, side: 'so' | 'ta') =>
      end.database === key ? { ...end, problem: loginProblem(end, side, changed) } : end
    world.putTask({ ...task, source: locked(task.source, 'so'), target: locked(task.target, 'ta') })
  }
  return changed
}

/** The code of a login with a password that is not the right one. */
function loginProblem(end: End, side: 'so' | 'ta', database: Database): string | undefined {
  return connectionError([database], { ...accessTo(end, side), password: `${database.password}-before` })
}

/** How a task reaches the database of one of its ends. */
function accessTo(end: End, side: 'so' | 'ta') {
  return {
    engine: end.db_type,
    end: side,
    ip: end.ip,
    port: end.db_port,
    instanceId: end.inst_id,
    user: end.db_user,
    dbName: end.db_name,
  }
}

/**
 * Gives a task the password of one of its databases. The password is tried: with a wrong one the code of the failed
 * login comes back and nothing changes. It is not kept.
 */
export function givePassword(
  world: World,
  task: LocalTask,
  side: 'so' | 'ta',
  password: string,
): string | undefined {
  const end = side === 'so' ? task.source : task.target
  const code = connectionError(world.databases(), { ...accessTo(end, side), password })
  if (code) return code
  const { problem: _solved, ...free } = end
  world.putTask({ ...task, ...(side === 'so' ? { source: free } : { target: free }) })
  return undefined
}
