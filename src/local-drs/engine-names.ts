/** Names of engine pairs that only answers have, beside those that the reference lets requests name. */
const answeredNames: readonly { readonly asked: string; readonly scenario: string; readonly name: string }[] =
  [
    { asked: 'mongodb', scenario: 'migration', name: 'mongodb-to-dds' },
    { asked: 'mysql', scenario: 'sync', name: 'mysql-to-mysql' },
  ]

/** The other name of a pair; a pair that has none keeps its own. */
export function answeredEngine(engine: unknown, scenario: unknown): unknown {
  return answeredNames.find((row) => row.asked === engine && row.scenario === scenario)?.name ?? engine
}

/** The pair that a v5 request means: the vendor's SDK and Terraform provider send names of answers too. */
export function askedEngine(engine: string): string {
  return answeredNames.find(({ name }) => name === engine)?.asked ?? engine
}
