import { enginePairs, modes, scenarios } from '../../drs/engines.ts'
import { errors } from '../../drs/errors.ts'
import { operations } from '../../drs/index.ts'
import { precheckItems } from '../../drs/precheck-items.ts'
import { statusWords } from '../../drs/statuses.ts'
import { databaseUser, instances, subnetId } from '../../local-drs/databases.ts'
import { seedStatuses } from '../../local-drs/seed.ts'

/** Names of the environment variables in which the sandbox gives the bot the databases' passwords. */
export const passwordVariables = {
  source: 'DB_SOURCE_PASSWORD',
  destination: 'DB_DESTINATION_PASSWORD',
} as const

/** What the page can choose from; it stands as long as the sandbox runs. */
export function catalogue() {
  return {
    items: precheckItems.map(({ item, title, checks, blocking }) => ({ item, title, checks, blocking })),
    operations: operations.map(({ id, api, title }) => ({ id, api, title })),
    codes: errors.map(({ code, httpStatus, meaning }) => ({ code, httpStatus, meaning })),
    scenarios,
    modes,
    engines: enginePairs.map(({ engine, scenarios: fits, source, destination, words }) => ({
      engine,
      scenarios: fits,
      source,
      destination,
      words,
    })),
    statuses: seedStatuses.map((status) => ({ status, words: statusWords(status, undefined) })),
    access: {
      user: databaseUser,
      passwords: Object.values(passwordVariables).map((name) => `env:${name}`),
      instance: instances.mysql,
      subnet: subnetId,
    },
  }
}
