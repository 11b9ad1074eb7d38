import { readFileSync, writeFileSync } from 'node:fs'
import { commands } from '../../commands/index.ts'
import { failureCauses } from '../drs/failure-causes.ts'
import { operations } from '../drs/index.ts'
import { apiReference } from '../kit/api-reference.ts'
import { commandsTable, failureReference, withSection } from '../kit/docs.ts'

/** `npm run docs`: writes the generated parts of the documentation anew; a test compares them. */
writeFileSync('docs/api.md', apiReference(operations))
writeFileSync('docs/failures.md', failureReference(failureCauses))
const readme = 'README.md'
writeFileSync(readme, withSection(readFileSync(readme, 'utf8'), 'commands', commandsTable(commands)))
