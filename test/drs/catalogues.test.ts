import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { Text } from '../../src/base/i18n.ts'
import { errorOf, errors } from '../../src/drs/errors.ts'
import { precheckItemOf, precheckItems } from '../../src/drs/precheck-items.ts'
import { statuses, statusOf, statusWords } from '../../src/drs/statuses.ts'

// Names, codes and flags of the documents (DRS API reference A.3, A.4, 6.1.7, 6.1.21), without wording.
const documented = z
  .object({
    statuses: z.array(z.tuple([z.string(), z.boolean(), z.boolean()])),
    otherStatusSpellings: z.record(z.string(), z.string()),
    differInDr: z.array(z.string()),
    errors: z.array(z.tuple([z.string(), z.number(), z.string(), z.boolean(), z.string()])),
    exampleErrors: z.array(z.string()),
    precheckItems: z.array(z.string()),
    precheckAliases: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(readFileSync(new URL('../fixtures/drs/catalogue-index.json', import.meta.url), 'utf8')))

const chinese = /\p{Script=Han}/u
const sorted = (names: readonly string[]) => [...names].sort()

function expectWording(text: Text, where: string) {
  expect(text.en.trim(), where).not.toBe('')
  expect(text.en, where).not.toMatch(chinese)
  expect(text['zh-CN'], where).toMatch(chinese)
}

/** Whole sentences: they end as such, and Chinese ones have no half-width comma or semicolon between characters. */
function expectSentence(text: Text, where: string) {
  expectWording(text, where)
  expect(text.en, where).toMatch(/[.:;?]$|\\$/)
  expect(text['zh-CN'], where).not.toMatch(/\p{Script=Han}[,;]\p{Script=Han}/u)
}

describe('statuses', () => {
  it('are the 29 documented ones with their documented nature', () => {
    expect(statuses).toHaveLength(29)
    const rows = statuses.map(({ status, terminal, needsAttention }) => [status, terminal, needsAttention])
    expect(rows.sort()).toEqual([...documented.statuses].sort())
  })

  it('have words in both languages that tell them apart', () => {
    for (const { status, words } of statuses) expectWording(words, status)
    for (const locale of ['en', 'zh-CN'] as const) {
      expect(new Set(statuses.map(({ words }) => words[locale])).size).toBe(29)
    }
  })

  it('need attention exactly when they are failures', () => {
    for (const row of statuses) expect(row.needsAttention, row.status).toBe(row.kind === 'failed')
  })

  it('are called otherwise in disaster recovery where the documents do so', () => {
    const different = statuses.filter(
      ({ status }) => statusWords(status, 'cloudDataGuard') !== statusWords(status, 'migration'),
    )
    expect(sorted(different.map(({ status }) => status))).toEqual(sorted(documented.differInDr))
    expect(statusWords('INCRE_TRANSFER_STARTED', 'cloudDataGuard')['zh-CN']).toBe('灾备中')
    expect(statusWords('INCRE_TRANSFER_STARTED', 'sync')['zh-CN']).toBe('增量迁移中')
    expect(statusWords('CREATING', 'cloudDataGuard').en).toBe('Creating')
  })

  it('are found under the other spellings that the documents print', () => {
    for (const [printed, meant] of Object.entries(documented.otherStatusSpellings)) {
      expect(statusOf(printed).status).toBe(meant)
    }
  })

  it('pass a status through that nobody has documented', () => {
    for (const status of ['FUTURE_STATUS', 'constructor']) {
      const row = statusOf(status)
      expect(row).toMatchObject({ status, kind: 'other', terminal: false, needsAttention: false })
      expect(row.words).toEqual({ en: status, 'zh-CN': status })
    }
  })
})

describe('errors', () => {
  it('are the 157 documented ones with their documented facts', () => {
    expect(errors).toHaveLength(157)
    const rows = errors.map((row) => [row.code, row.httpStatus, row.api, row.retryable, row.message])
    expect(rows.sort()).toEqual([...documented.errors].sort())
  })

  it('have a meaning and an advice in both languages, and so have our own and the gateway’s', () => {
    const own = [
      'network',
      'timeout',
      'malformed',
      'invalid-request',
      'budget',
      'circuit-open',
      'token-refused',
      'not-offered',
      'unfinished',
      'APIGW',
      'APIGW.0101',
      'APIGW.0201',
      'APIGW.0301',
      'APIGW.0303',
      'APIGW.0308',
    ].map((code) => errorOf(code))
    const rows = [...errors, ...own, ...documented.exampleErrors.map((code) => errorOf(code))]
    for (const row of rows) {
      if (!row) throw new Error('a code has no row')
      expectSentence(row.meaning, row.code)
      expectSentence(row.advice, row.code)
    }
  })

  it('are found by code without regard to case and space', () => {
    expect(errorOf('DRS.M00202')?.message).toBe('The value of parameter %s is invalid.')
    expect(errorOf(' drs.ke0005\n')?.code).toBe('DRS.KE0005')
    expect(errorOf('Timeout')?.code).toBe('timeout')
  })

  it('are found under the spelling of examples that print a code one digit short', () => {
    expect(errorOf('DRS.1000010')?.code).toBe('DRS.10000010')
    expect(errorOf('DRS.1000001')?.code).toBe('DRS.10000001')
  })

  it('have a row for each known refusal of the gateway under both its names, and one for the others', () => {
    expect(errorOf('APIGW.0301')?.category).toBe('gateway')
    expect(errorOf('apigw.9999')).toMatchObject({ code: 'APIGW', category: 'gateway' })
    expect(errorOf('APIG.0308')).toBe(errorOf('APIGW.0308'))
    expect(errorOf('APIG.9999')).toBe(errorOf('APIGW.9999'))
    const meanings = ['0101', '0201', '0301', '0303', '0308', '9999'].map(
      (digits) => errorOf(`APIGW.${digits}`)?.meaning.en,
    )
    expect(new Set(meanings).size).toBe(meanings.length)
    expect(errorOf('APIGWX.0301')).toBeUndefined()
    expect(errorOf('APIGX.0301')).toBeUndefined()
  })

  it('knows nothing of other codes', () => {
    expect(errorOf('DRS.M99999')).toBeUndefined()
    expect(errorOf('')).toBeUndefined()
  })
})

describe('precheck items', () => {
  it('are all whose name on the wire is known, each once', () => {
    expect(precheckItems).toHaveLength(80)
    expect(sorted(precheckItems.map(({ item }) => item))).toEqual(sorted(documented.precheckItems))
    expect(new Set(precheckItems.map(({ item }) => item.toLowerCase())).size).toBe(80)
  })

  it('say in both languages what is checked, why it fails and what to do', () => {
    for (const row of precheckItems) {
      expectWording(row.title, row.item)
      expectWording(row.problem, row.item)
      expectSentence(row.remedy, row.item)
      expectSentence(row.checks, row.item)
      expect(row.causes.length, row.item).toBeGreaterThan(0)
      expect(row.fixes.length, row.item).toBeGreaterThan(0)
      for (const cause of row.causes) expectSentence(cause, row.item)
      for (const { text } of row.fixes) expectSentence(text, row.item)
    }
  })

  it('hold code to copy without curly quotes, full-width signs or a real address', () => {
    const codes = precheckItems.flatMap((row) => row.fixes.flatMap(({ code }) => code ?? []))
    expect(codes.length).toBeGreaterThan(60)
    for (const code of codes) {
      expect(code.trim()).toBe(code)
      expect(code).not.toMatch(/[‘’“”，；：（）]|\p{Script=Han}|0\.0\.0\.0|'%'@|@'%'/u)
    }
  })

  it('are found without regard to case, and under the names that documents spell differently', () => {
    expect(precheckItemOf('SRCDBBINLOGISOFF')?.item).toBe('srcDbBinlogIsOff')
    expect(precheckItemOf('srcLogSlaveUpdatesCheck')?.item).toBe('srclogSlaveUpdatesCheck')
    for (const [alias, item] of Object.entries(documented.precheckAliases)) {
      expect(precheckItemOf(alias)?.item).toBe(item)
    }
  })

  it('know nothing of an item that is not documented', () => {
    expect(precheckItemOf('srcDbMoonPhase')).toBeUndefined()
  })

  it('explain a missing binlog with the lines for my.cnf and the rights', () => {
    const row = precheckItemOf('srcDbBinlogIsOff')
    const codes = row?.fixes.map(({ code }) => code ?? '').join('\n') ?? ''
    for (const part of ['log_bin = ', 'server_id = ', 'binlog_format = ROW', 'GRANT REPLICATION SLAVE']) {
      expect(codes).toContain(part)
    }
    expect(row?.blocking).toBe(true)
  })
})
