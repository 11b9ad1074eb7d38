/** Names of tasks as 7.2.3 has them; 6.1.1 wants a letter first, and 6.1.4 says nothing, though the service checks. */
const namePattern = /^[A-Za-z0-9_-]{4,50}$/

export function isTaskName(name: string): boolean {
  return namePattern.test(name)
}

/** Names have no case (6.1.1, 7.2.1); `except` is the task that may keep its own. */
export function isTakenName(
  tasks: readonly { readonly id: string; readonly name: string }[],
  name: string,
  except?: string,
): boolean {
  return tasks.some((task) => task.id !== except && task.name.toLowerCase() === name.toLowerCase())
}
