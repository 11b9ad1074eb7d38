import { actionNames, actionOf } from './rows.ts'

/**
 * What DRS calls the other things that a task allows (6.1.19, 7.2.2, 7.6.6). Those that no verb stands for (orders,
 * specifications, threads) are left out; testing connections has no name of its own and goes with changing.
 */
const changes: readonly (readonly [verb: string, command: string])[] = [
  ['edit', 'CHANGE'],
  ['test', 'CHANGE'],
  ['clone', 'CLONE'],
  ['params', 'MODIFY_CONFIGURATION'],
]

const verbs = [
  ...changes,
  ...actionNames.flatMap((name) =>
    (actionOf(name).drs?.commands ?? []).map((command) => [name, command] as const),
  ),
]

/** The verbs for DRS's command names; unknown names are no verbs. */
export function verbsOfDrsCommands(commands: readonly string[]): ReadonlySet<string> {
  return new Set(verbs.flatMap(([verb, command]) => (commands.includes(command) ? [verb] : [])))
}
