import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { localeOf } from '../base/i18n.ts'
import { chainVerdictText, parseChainLink, verifyExport, verifyStored } from '../bot/audit-tools.ts'

/**
 * `npm run audit:verify [-- --file export.jsonl] [--expect <number>:<hash>]`: checks the audit in Redis (REDIS_URL), or in a
 * file of audit:export, with the keys of DRS_CHATOPS_KEY. Ends with 1 and the place if anything is not what was written, with
 * 2 if it could not be checked.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { file: { type: 'string' }, expect: { type: 'string' } } })
  const expect = values.expect === undefined ? undefined : parseChainLink(values.expect)
  const verdict =
    values.file === undefined
      ? await verifyStored(process.env, expect)
      : verifyExport(process.env, readFileSync(values.file, 'utf8'), expect)
  const locale = localeOf(process.env.LC_ALL || process.env.LANG)
  const open = values.file !== undefined && expect === undefined
  process.stdout.write(`${chainVerdictText(verdict, locale, open).join('\n')}\n`)
  if (!verdict.ok) process.exitCode = 1
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
})
