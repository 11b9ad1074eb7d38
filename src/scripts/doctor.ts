import { type Locale, localeOf } from '../base/i18n.ts'
import type { Finding } from '../doctor/check.ts'
import { patientOf } from '../doctor/configuration.ts'
import { examine } from '../doctor/run-checks.ts'

/**
 * `npm run doctor [-- --json]`: checks configuration, Slack, Redis and every connection to DRS, and says what to do. Ends
 * with 1 if anything failed.
 */
const patient = patientOf(process.env)
const findings = 'slack' in patient ? await examine(patient, Date.now) : patient
const locale = localeOf(process.env.LC_ALL || process.env.LANG)

process.stdout.write(process.argv.includes('--json') ? asJson(findings, locale) : asText(findings, locale))
if (findings.some((finding) => !finding.ok)) process.exitCode = 1

function asJson(all: readonly Finding[], language: Locale): string {
  const rows = all.map(({ check, about, ok, found, advice }) => ({
    check,
    ...(about !== undefined && { connection: about }),
    ok,
    found: found[language],
    ...(advice && { advice: advice[language] }),
  }))
  return `${JSON.stringify(rows, undefined, 2)}\n`
}

function asText(all: readonly Finding[], language: Locale): string {
  return `${all.flatMap((finding) => lines(finding, language)).join('\n')}\n`
}

function lines({ ok, about, title, found, advice }: Finding, language: Locale): readonly string[] {
  const name = about === undefined ? title[language] : `${title[language]} (${about})`
  const verdict = { en: ok ? 'ok    ' : 'FAILED', 'zh-CN': ok ? '正常' : '失败' }[language]
  return [`${verdict}  ${name}: ${found[language]}`, ...(advice ? [`        → ${advice[language]}`] : [])]
}
