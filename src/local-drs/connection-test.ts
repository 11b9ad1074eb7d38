import { type Access, connectionError, databaseKey, findDatabase } from './databases.ts'
import type { LocalTask } from './task.ts'
import type { World } from './world.ts'

/** Tests one end of a task and remembers the outcome; from a success on the task knows which database it is. */
export function testEnd(world: World, task: LocalTask, access: Access): string | undefined {
  const code = connectionError(world.databases(), access)
  const tested = { ...task.tested, [access.end]: code === undefined }
  const found = findDatabase(world.databases(), access)
  const side = access.end === 'so' ? 'source' : 'target'
  const end = code === undefined && found ? { [side]: { ...task[side], database: databaseKey(found) } } : {}
  world.putTask({ ...task, ...end, tested })
  return code
}
