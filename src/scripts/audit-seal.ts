import { parseArgs } from 'node:util'
import { localeOf } from '../base/i18n.ts'
import { newEndText, parseChainLink, sealStored } from '../bot/audit-tools.ts'

/**
 * `npm run audit:seal -- --expect <number>:<hash>`: seals an audit that was written before there was a DRS_CHATOPS_KEY,
 * with the grants, rules and requests, up to the end that the log's last line “audited” names. Possible once; ends with 2 if
 * it was not done.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { expect: { type: 'string' } } })
  const end = await sealStored(process.env, parseChainLink(values.expect ?? ''), Date.now())
  process.stdout.write(`${newEndText(end, localeOf(process.env.LC_ALL || process.env.LANG))}\n`)
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
})
