import { readFileSync, writeFileSync } from 'node:fs'
import { commands } from '../../commands/index.ts'
import { configurationSchema } from '../config/file-schema.ts'
import { failureCauses } from '../drs/failure-causes.ts'
import { operations } from '../drs/index.ts'
import { apiReference } from '../kit/api-reference.ts'
import { coverageOf } from '../kit/coverage.ts'
import { commandReference, commandsTable, failureReference, withSection } from '../kit/docs.ts'
import { metricsTable } from '../monitoring/metric-rows.ts'

/** `npm run docs`: writes the generated parts of the documentation anew; a test compares them. */
const coverage = coverageOf(operations, commands)
writeFileSync('docs/api.md', apiReference(operations, coverage))
writeFileSync('docs/commands.md', commandReference(commands, coverage))
writeFileSync('docs/failures.md', failureReference(failureCauses))
const example = readFileSync('drs-chatops.example.yml', 'utf8')
writeFileSync(
  'docs/drs-chatops.schema.json',
  `${JSON.stringify(configurationSchema(example), undefined, 2)}\n`,
)
const monitoring = 'docs/monitoring.md'
writeFileSync(monitoring, withSection(readFileSync(monitoring, 'utf8'), 'metrics', metricsTable()))
for (const readme of ['README.md', 'README.zh-CN.md'])
  writeFileSync(readme, withSection(readFileSync(readme, 'utf8'), 'commands', commandsTable(commands)))
