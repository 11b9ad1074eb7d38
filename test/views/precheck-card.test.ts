import { describe, expect, it } from 'vitest'
import { type Locale, locales } from '../../src/base/i18n.ts'
import { type CheckNote, saidOf } from '../../src/domain/tasks/check-notes.ts'
import type { PrecheckItem } from '../../src/domain/tasks/task.ts'
import { precheckItems } from '../../src/drs/precheck-items.ts'
import { checkBlocks } from '../../src/local-slack/blocks/validate.ts'
import { renderCard } from '../../src/slack/blocks.ts'
import { lineToLabel } from '../../src/slack/text.ts'
import { precheckPart, type ReportFacts } from '../../src/views/precheck-card.ts'
import { inBoth, noon, sampleTask } from '../helpers/samples.ts'

const failed = (item: string, more: Partial<PrecheckItem> = {}): PrecheckItem => ({
  ...{ item, verdict: 'FAILED' },
  ...more,
})
const alarm = (item: string, more: Partial<PrecheckItem> = {}): PrecheckItem => ({
  ...{ item, verdict: 'ALARM' },
  ...more,
})
const passed: PrecheckItem = { item: 'one', verdict: 'PASSED' }

function report(items: readonly PrecheckItem[], more: Partial<ReportFacts> = {}, locale: Locale = 'en') {
  const isPassed = !items.some(({ verdict, skipped }) => verdict === 'FAILED' && !skipped)
  return precheckPart(
    {
      ...{ task: sampleTask(), report: { passed: isPassed, items }, notes: [], names: undefined },
      ...more,
    },
    locale,
  )
}

const lines = (part: ReturnType<typeof report>) => (part.sections?.[0]?.lines ?? []).map(lineToLabel)
const labels = (part: ReturnType<typeof report>) => part.buttons?.map(({ label }) => label)

describe('the report of a pre-check', () => {
  it('has a line for what failed with its reason, one for what to do, and counts the rest', () => {
    const items = [passed, alarm('srcCollHasTtlIndex'), failed('srcDbBinlogIsOff', { raw: 'log_bin is OFF' })]
    expect(inBoth((locale) => lines(report(items, {}, locale)))).toEqual({
      en: [
        '❌ The binlog of the source is off · log_bin is OFF',
        '\u2003\u2003Switch the binlog on at the source, and restart it if needed.',
        '⚠️ 1 alarm · Collections have TTL indexes',
        '✅ 1 passed',
      ],
      'zh-CN': [
        '❌ 源库未开启 Binlog · log_bin is OFF',
        '\u2003\u2003请在源库开启 Binlog，必要时重启。',
        '⚠️ 1 项告警 · 有集合包含 TTL 索引',
        '✅ 1 项通过',
      ],
    })
  })

  it('chooses what to do by the reason, not by the item alone', () => {
    const reason = 'MYSQL_SOURCE_DB_PRIVILEGES_IS_NOT_ENOUGH_FOR_INCRE'
    const [head, remedy] = lines(report([failed('srcDbBinlogIsOff', { reason })]))
    expect(head).toContain('The account lacks replication permissions at the source')
    expect(remedy).toContain('Grant the replication permissions')
    // DRS could read the setting: the code, which comes with several items, is not what is wrong here.
    const read = lines(report([failed('srcDbBinlogIsOff', { reason, raw: "Variable 'log_bin' is OFF" })]))
    expect(read[1]).toContain('Switch the binlog on')
  })

  it('names the objects where DRS names nothing else', () => {
    const data = `{'srcHasTtlIndexColls':'shop.sessions,shop.carts'}`
    const [head] = lines(report([failed('srcCollHasTtlIndex', { data, reason: 'SRC_HAS_TTL_INDEXES' })]))
    expect(head).toContain('shop.sessions,shop.carts')
  })

  it('shows figures as they are to nobody', () => {
    const data = '{"diskSizeTimes":"1.5","dstVolumeSize":"37660000000"}'
    expect(lines(report([failed('dstDbDiskSize', { data })]))[0]).toBe(
      '❌ Too little disk space at the destination',
    )
  })

  it('says of an item that nobody has described what DRS says', () => {
    expect(lines(report([failed('brandNewCheck', { reason: 'NEW_CODE' })]))).toEqual([
      '❌ brandNewCheck · NEW_CODE',
    ])
  })

  it('counts what of a long list it leaves out', () => {
    const tables = Array.from({ length: 250 }, (_, n) => `shop_${n}.order_items_${n}`)
    const [head = ''] = lines(report([failed('odd', { reason: tables.join(', '), omitted: 2_750 })]))
    const names = head.match(/shop_\d+/g) ?? []
    expect(names.length).toBeGreaterThan(3)
    expect(head).toContain(`and ${(3_000 - names.length).toLocaleString('en')} more`)
    expect(head.length).toBeLessThan(250)
  })

  it('says how many items are left out or could not be read', () => {
    const facts = { report: { passed: false, items: [failed('one')], unreadable: 2, more: 63_500 } }
    const shown = lines(report([], facts))
    expect(shown).toContain('63,500 more items are in the file')
    expect(shown).toContain('2 items couldn’t be read')
  })

  it('tells what has changed since the run before', () => {
    const earlier = {
      at: noon,
      found: [
        { item: 'srcDbBinlogIsOff', result: 'failed' },
        { item: 'dstDbConnection', result: 'failed' },
      ],
    } as const
    const last = (items: readonly PrecheckItem[]) => lines(report(items, { earlier })).at(-1)
    expect(last([failed('srcDbBinlogIsOff'), failed('srcGtidStatusCheck'), alarm('one')])).toMatch(
      /^Since the run at .*: 1 fixed \(Can’t connect to the destination\), 1 new failure \(GTID is off at the source\), 1 new alarm \(one\)$/,
    )
    expect(last([failed('srcDbBinlogIsOff'), failed('dstDbConnection')])).toMatch(/: same result$/)
  })

  it('says who has accepted alarms and who looks after an item', () => {
    const known = alarm('srcCollHasTtlIndex')
    const notes: readonly CheckNote[] = [
      { kind: 'accepted', item: known.item, about: saidOf(known), by: 'U1', at: noon },
      { kind: 'assigned', item: 'srcDbBinlogIsOff', to: 'U2', by: 'U1', at: noon },
    ]
    const names = new Map([
      ['U1', 'Alice Meyer'],
      ['U2', 'Bob Smith'],
    ])
    const shown = lines(report([failed('srcDbBinlogIsOff'), known], { notes, names }))
    expect(shown[1]).toContain('· assigned to Bob Smith')
    expect(shown[3]).toBe('\u2003\u2003☑️ accepted by Alice Meyer · Collections have TTL indexes')
  })

  it('says of each alarm who has accepted it or looks after it, and of failed items without a line too', () => {
    const [one, two, three] = [alarm('srcCollHasTtlIndex'), alarm('alarmTwo'), alarm('alarmThree')]
    const many = precheckItems.slice(0, 7).map(({ item }) => failed(item))
    const notes: readonly CheckNote[] = [
      { kind: 'accepted', item: one.item, about: saidOf(one), by: 'U1', at: noon },
      { kind: 'accepted', item: two.item, about: saidOf(two), by: 'U1', at: noon },
      { kind: 'assigned', item: three.item, to: 'U2', by: 'U1', at: noon },
      { kind: 'assigned', item: many[6]?.item ?? '', to: 'U2', by: 'U1', at: noon },
    ]
    const names = new Map([
      ['U1', 'Alice Meyer'],
      ['U2', 'Bob Smith'],
    ])
    const shown = lines(report([...many, one, two, three], { notes, names })).slice(-4)
    expect(shown[0]).toMatch(/^\u2003\u2003👤 assigned to Bob Smith · ./)
    expect(shown.slice(1)).toEqual([
      '⚠️ 3 alarms · Collections have TTL indexes · alarmTwo · alarmThree',
      '\u2003\u2003☑️ accepted by Alice Meyer · Collections have TTL indexes · alarmTwo',
      '\u2003\u2003👤 assigned to Bob Smith · alarmThree',
    ])
  })

  it('leads to the first failed item, to the next run, and to alarms', () => {
    const part = report([alarm('two'), failed('one'), failed('three')])
    expect(labels(part)).toEqual(['How to fix', 'Run again', 'Review alarms'])
    expect(part.buttons?.[0]?.value).toMatch(/ one$/)
    expect(part.buttons?.[2]?.value).toMatch(/ two$/)
  })

  it('asks whoever starts with alarms that nobody has accepted', () => {
    const known = alarm('two')
    const start = (notes: readonly CheckNote[]) =>
      report([known], { notes }).buttons?.find(({ label }) => label === 'Start')
    expect(start([])?.confirm?.text).toContain('Nobody has accepted 1 alarm.')
    expect(
      start([{ kind: 'accepted', item: 'two', about: saidOf(known), by: 'U1', at: noon }])?.confirm,
    ).toBeUndefined()
    expect(report([passed]).tone).toBe('good')
  })

  it('fits into a message even if everything has failed', () => {
    for (const locale of locales) {
      const part = report(
        precheckItems.map((row) => failed(row.item)),
        {},
        locale,
      )
      expect(checkBlocks(renderCard({ title: 'T', ...part }).blocks, 'message')).toEqual([])
      expect(lines(part).length).toBeLessThan(20)
    }
  })
})
