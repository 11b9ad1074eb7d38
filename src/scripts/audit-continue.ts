import { parseArgs } from 'node:util'
import { localeOf } from '../base/i18n.ts'
import { continueStored, newEndText, parseChainLink } from '../bot/audit-tools.ts'

/**
 * `npm run audit:continue -- --expect <number>:<hash> --reason <text>`: lets a broken audit go on after the last record that
 * the log names, and writes down what is missing and why it goes on. Ends with 2 if it was not done.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { expect: { type: 'string' }, reason: { type: 'string' } } })
  const { expect = '', reason = '' } = values
  if (reason.trim() === '') throw new Error('--reason is missing: say why the audit may go on.')
  const end = await continueStored(process.env, parseChainLink(expect), reason.trim(), Date.now())
  process.stdout.write(`${newEndText(end, localeOf(process.env.LC_ALL || process.env.LANG))}\n`)
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
})
