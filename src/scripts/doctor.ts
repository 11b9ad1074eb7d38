import { type Locale, localeOf } from '../base/i18n.ts'
import { botSetupOf } from '../doctor/configuration.ts'
import { runChecks } from '../doctor/run-checks.ts'

/**
 * `npm run doctor [-- --json]`: checks configuration, Slack, Redis and every connection to DRS, and says what to do. Ends
 * with 1 if anything failed.
 */
type CheckResult = Awaited<ReturnType<typeof runChecks>>[number]

const setup = botSetupOf(process.env)
const results = 'slack' in setup ? await runChecks(setup, Date.now) : setup
const locale = localeOf(process.env.LC_ALL || process.env.LANG)

process.stdout.write(process.argv.includes('--json') ? asJson(results, locale) : asText(results, locale))
if (results.some((result) => !result.ok)) process.exitCode = 1

function asJson(all: readonly CheckResult[], language: Locale): string {
  const rows = all.map(({ check, about, ok, found, advice }) => ({
    check,
    ...(about !== undefined && { connection: about }),
    ok,
    found: found[language],
    ...(advice && { advice: advice[language] }),
  }))
  return `${JSON.stringify(rows, undefined, 2)}\n`
}

function asText(all: readonly CheckResult[], language: Locale): string {
  return `${all.flatMap((result) => lines(result, language)).join('\n')}\n`
}

function lines({ ok, about, title, found, advice }: CheckResult, language: Locale): readonly string[] {
  const name = about === undefined ? title[language] : `${title[language]} (${about})`
  const verdict = { en: ok ? 'ok    ' : 'FAILED', 'zh-CN': ok ? '正常' : '失败' }[language]
  return [`${verdict}  ${name}: ${found[language]}`, ...(advice ? [`        → ${advice[language]}`] : [])]
}
