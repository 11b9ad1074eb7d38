import { describe, expect, it } from 'vitest'
import { locales } from '../../src/base/i18n.ts'
import type { PrecheckItem } from '../../src/domain/tasks/task.ts'
import { precheckItemOf, precheckItems } from '../../src/drs/precheck-items.ts'
import { checkView } from '../../src/local-slack/blocks/validate.ts'
import { paneView } from '../../src/slack/forms.ts'
import { lineToLabel } from '../../src/slack/text.ts'
import type { Card } from '../../src/views/card.ts'
import { checkCard } from '../../src/views/check-card.ts'
import { sampleTask } from '../helpers/samples.ts'

const failed = (item: string, more: Partial<PrecheckItem> = {}): PrecheckItem => ({
  ...{ item, verdict: 'FAILED' },
  ...more,
})

const cardOf = (items: readonly PrecheckItem[], wanted?: string, locale: 'en' | 'zh-CN' = 'en') =>
  checkCard({ task: sampleTask(), report: { items }, notes: [], names: undefined }, wanted, locale)

const textOf = ({ title, lines = [], sections = [] }: Card) =>
  [
    title,
    ...lines.map(lineToLabel),
    ...sections.flatMap((section) => [
      section.heading ?? '',
      ...(section.lines ?? []).map(lineToLabel),
      ...(section.list ?? []).map(lineToLabel),
    ]),
  ].join('\n')

describe('an item of a pre-check', () => {
  it.each(locales.flatMap((locale) => precheckItems.map((row) => [locale, row.item] as const)))(
    'is explained (%s): %s, with every cause and every step with its statement',
    (locale, name) => {
      const row = precheckItemOf(name)
      if (!row) throw new Error('no such item')
      const card = cardOf([failed(name)], name, locale)
      const shown = textOf(card)
      for (const text of [row.title, row.problem, row.remedy, ...row.causes])
        expect(shown).toContain(text[locale])
      const statements = card.sections?.flatMap(({ code }) => code ?? [])
      for (const { text, code } of row.fixes) {
        expect(shown).toContain(text[locale])
        // Never flattened and never with other signs than its own: people copy it.
        if (code !== undefined) expect(statements).toContain(code)
      }
      expect(checkView(paneView('draft', 'T', card, locale))).toEqual([])
    },
  )

  it('has the steps of its reason where that is known', () => {
    const reason = 'MYSQL_SOURCE_DB_PRIVILEGES_IS_NOT_ENOUGH_FOR_INCRE'
    const card = cardOf([failed('srcDbBinlogIsOff', { reason })])
    expect(card.sections?.flatMap(({ code }) => code ?? []).join()).toContain('GRANT REPLICATION SLAVE')
    expect(textOf(card)).not.toContain('skip-log-bin')
  })

  it('is the one that was asked for, with the way to all others', () => {
    const items = [failed('one'), failed('srcDbBinlogIsOff'), { item: 'fine', verdict: 'PASSED' }]
    const card = cardOf(items, 'srcDbBinlogIsOff')
    expect(card.title).toBe('The binlog of the source is off')
    expect(card.filters?.[0]?.options.map(({ label }) => label)).toEqual([
      '❌ one',
      '❌ The binlog of the source is off',
    ])
    expect(card.filters?.[0]?.chosen).toMatch(/ srcDbBinlogIsOff$/)
  })

  it('says that what was asked for has passed since, and shows the next', () => {
    const card = cardOf([{ item: 'srcDbBinlogIsOff', verdict: 'PASSED' }, failed('one')], 'srcDbBinlogIsOff')
    expect(textOf(card)).toContain('This item has passed in the latest pre-check.')
    expect(textOf(card)).toContain('Unknown check item\n')
    expect(textOf(card)).toContain('orders-mysql · one')
  })

  it('says that nothing is left', () => {
    expect(cardOf([{ item: 'one', verdict: 'PASSED' }], 'one').tone).toBe('good')
  })

  it('shows of endless texts so much as a modal takes', () => {
    const endless = Array.from({ length: 3_000 }, (_, n) => `shop.t${n}`).join(',')
    const items = Array.from({ length: 300 }, (_, n) =>
      failed(`item${n}`, { raw: endless, data: endless, reason: endless }),
    )
    const view = paneView('draft', 'T', cardOf(items), 'en')
    expect(checkView(view)).toEqual([])
  })
})
