/**
 * What DRS calls the things that a task allows (6.1.19, 7.2.2, 7.6.6), in the verbs of the bot. Those that no verb stands
 * for (orders, specifications, threads) are left out; testing connections has no name of its own and goes with changing.
 */
const verbsOfCommand: Readonly<Record<string, readonly string[]>> = {
  CHANGE: ['edit', 'test'],
  CHOOSE_OBJECT: ['objects'],
  CLONE: ['clone'],
  // STOP_JOB and CONTINUE_JOB are a pair of their own at Oracle tasks; v3 uses them for pausing and going on, too.
  CONTINUE_JOB: ['resume'],
  DELETE: ['delete'],
  FREE_RESOURCE: ['stop'],
  MODIFY_CONFIGURATION: ['params'],
  PAUSE: ['pause'],
  PRE_CHECK: ['precheck'],
  RESET: ['reset'],
  RESET_DB_PWD: ['password'],
  RETRY: ['resume'],
  START: ['start'],
  STOP_JOB: ['pause'],
  SWITCH_OVER: ['switchover'],
}

/** The verbs for DRS's command names; unknown names are no verbs. */
export function verbsOf(commands: readonly string[]): ReadonlySet<string> {
  return new Set(commands.flatMap((command) => verbsOfCommand[command] ?? []))
}
