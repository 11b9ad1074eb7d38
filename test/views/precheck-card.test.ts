import { describe, expect, it } from 'vitest'
import { locales } from '../../src/base/i18n.ts'
import type { PrecheckItem } from '../../src/domain/tasks/task.ts'
import { precheckItemOf, precheckItems } from '../../src/drs/precheck-items.ts'
import { checkBlocks } from '../../src/local-slack/blocks/validate.ts'
import { renderCard } from '../../src/slack/blocks.ts'
import { lineToLabel } from '../../src/slack/text.ts'
import type { Section } from '../../src/views/card.ts'
import { precheckSections } from '../../src/views/precheck-card.ts'

const text = (sections: readonly Section[]) =>
  sections.map((section) =>
    [
      section.heading ?? '',
      ...(section.lines ?? []).map(lineToLabel),
      ...(section.list ?? []).map(lineToLabel),
    ].join('\n'),
  )

const failed = (item: string, more: Partial<PrecheckItem> = {}): PrecheckItem => ({
  item,
  verdict: 'FAILED',
  ...more,
})

describe('the body of a pre-check report', () => {
  it('has failures first, then alarms under their heading, and passed items as a count', () => {
    const sections = precheckSections(
      [
        { item: 'one', verdict: 'PASSED' },
        { item: 'careful', verdict: 'ALARM' },
        { item: 'two', verdict: 'PASSED' },
        failed('broken'),
      ],
      'en',
    )
    expect(text(sections).map((part) => part.split('\n').find(Boolean))).toEqual([
      'broken',
      'To be confirmed (alarms)',
      'careful',
      '2 items passed',
    ])
  })

  it('counts a single passed item as one', () => {
    expect(text(precheckSections([{ item: 'one', verdict: 'PASSED' }], 'en'))).toEqual(['\n1 item passed'])
  })

  it('is empty when nothing was checked', () => {
    expect(precheckSections([], 'en')).toEqual([])
  })

  it('says what is known of an item nobody has described: DRS’s own reason, marked as such', () => {
    const item = failed('brandNewCheck', {
      reason: 'NEW_CODE',
      raw: 'raw words',
      failedSubtasks: ['s1', 's2'],
    })
    const [section] = precheckSections([item], 'en')
    expect(section?.lines).toEqual([
      [{ bold: 'brandNewCheck' }],
      [{ italic: 'Reason' }, ': ', 'The documents don’t describe this item. See the reason from DRS.'],
      { code: 'NEW_CODE' },
      { code: 'raw words' },
      'Failed subtasks: s1, s2',
    ])
    expect(section?.list).toBeUndefined()
  })

  it('treats a verdict nobody has described as a failure', () => {
    const [section] = precheckSections([{ item: 'odd', verdict: 'SURPRISE' }], 'en')
    expect(section?.lines?.[0]).toEqual([{ bold: 'odd' }])
  })

  it.each(locales.flatMap((locale) => precheckItems.map((row) => [locale, row.item] as const)))(
    'explains (%s) %s: its name, every cause, every fix with its statement',
    (locale, name) => {
      const row = precheckItemOf(name)
      if (!row) throw new Error('no such item')
      const sections = precheckSections([failed(name)], locale)
      const shown = text(sections).join('\n')
      expect(shown).toContain(row.title[locale])
      for (const cause of row.causes) expect(shown).toContain(cause[locale])
      const statements = sections.flatMap((section) => section.code ?? [])
      for (const { text: how, code } of row.fixes) {
        expect(shown).toContain(how[locale])
        // Never flattened and never with other signs than its own: people copy it.
        if (code !== undefined) expect(shown.includes(code) || statements.includes(code)).toBe(true)
        if (code !== undefined && /[\n`]/.test(code)) expect(statements).toContain(code)
      }
    },
  )

  it('fits into a message even if everything has failed', () => {
    for (const locale of locales) {
      const sections = precheckSections(
        precheckItems.map((row) => failed(row.item)),
        locale,
      )
      expect(checkBlocks(renderCard({ title: 'T', sections }).blocks, 'message')).toEqual([])
    }
  })
})

describe('a reason that names very many things', () => {
  const tables = Array.from({ length: 250 }, (_, n) => `shop_${n}.order_items_${n}`)
  const item = { item: 'no_such_item', verdict: 'FAILED', reason: tables.join(', '), omitted: 2_750 }

  it.each([
    ['en', 'more'],
    ['zh-CN', '项'],
  ] as const)('shows the first and counts the others, in %s', (locale, word) => {
    const shown = JSON.stringify(precheckSections([item], locale))
    const names = shown.match(/shop_\d+/g) ?? []
    expect(names.length).toBeLessThan(60)
    expect(shown).toContain(`${(3_000 - names.length).toLocaleString('en')} ${word}`)
  })

  it('says how many items are left out or could not be read', () => {
    const shown = JSON.stringify(precheckSections([item], 'en', { unreadable: 2, more: 63_500 }))
    expect(shown).toContain('63,500 further items are not shown here')
    expect(shown).toContain('2 items of the answer could not be read')
  })
})
