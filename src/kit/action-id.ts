/** The action id of a button that belongs to a command. */
export function actionId(commandName: string, action: string): string {
  return `cmd:${commandName}:${action}`
}
