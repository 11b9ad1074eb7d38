import { readFileSync, writeFileSync } from 'node:fs'
import { commands } from '../../commands/index.ts'
import { commandsTable, withSection } from '../kit/docs.ts'

/** `npm run docs`: writes the generated parts of the documentation anew; a test compares them. */
const readme = 'README.md'
writeFileSync(readme, withSection(readFileSync(readme, 'utf8'), 'commands', commandsTable(commands)))
