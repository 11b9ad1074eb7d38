import { describe, expect, it } from 'vitest'
import { saidOf } from '../../src/domain/tasks/check-notes.ts'
import type { PrecheckItem } from '../../src/domain/tasks/task.ts'
import { type FileFacts, precheckMarkdown, precheckTable } from '../../src/views/precheck-file.ts'
import { inBoth, noon, sampleTask } from '../helpers/samples.ts'

const tables = Array.from({ length: 3_000 }, (_, n) => `shop.orders_${n}`).join(',')

function facts(items: readonly PrecheckItem[], more: Partial<FileFacts> = {}): FileFacts {
  const report = { percent: 100, finished: true, passed: false, items }
  return { task: sampleTask(), report, notes: [], names: undefined, now: noon, ...more }
}

const failed: PrecheckItem = { item: 'srcDbBinlogIsOff', verdict: 'FAILED', raw: 'log_bin is OFF' }
const passed: PrecheckItem = { item: 'srcDbServerIdCheck', verdict: 'PASSED' }

describe('the report as a Markdown file', () => {
  it('has everything: what failed first, every step and statement, and who looks after it', () => {
    const note = { kind: 'assigned', item: failed.item, to: 'U2', by: 'U1', at: noon } as const
    const names = new Map([['U2', 'Bob Smith']])
    const both = inBoth((locale) =>
      precheckMarkdown(facts([passed, failed], { notes: [note], names }), locale),
    )
    expect(both.en.indexOf('Binlog Is Enabled')).toBeLessThan(both.en.indexOf('server\\_id'))
    for (const text of ['log_bin = mysql-bin', 'log_bin is OFF', '**Assigned to**: Bob Smith'])
      expect(both.en).toContain(text)
    expect(both['zh-CN']).toContain('**处理建议**：请在源库开启 Binlog')
    expect(both['zh-CN']).toContain('log_bin = mysql-bin')
  })

  it('leaves nothing out of a long list', () => {
    const text = precheckMarkdown(facts([{ item: 'odd', verdict: 'FAILED', data: tables }]), 'en')
    expect(text).toContain(tables)
  })

  it('lets nothing from outside be markup', () => {
    const text = precheckMarkdown(
      facts([{ item: '[x](https://evil.example)', verdict: 'FAILED', raw: '```\n# evil' }]),
      'en',
    )
    expect(text).not.toContain('[x](')
    expect(text).toContain('````\n```\n# evil\n````')
  })
})

describe('the report as a CSV file', () => {
  it('has a row for each item, under words of the reader', () => {
    const known: PrecheckItem = { item: 'srcCollHasTtlIndex', verdict: 'ALARM', data: 'a.b' }
    const note = { kind: 'accepted', item: known.item, about: saidOf(known), by: 'U1', at: noon } as const
    const names = new Map([['U1', 'Alice Meyer']])
    const { en, 'zh-CN': zh } = inBoth((locale) =>
      precheckTable(facts([passed, known, failed], { notes: [note], names }), locale).split('\r\n'),
    )
    expect(en).toHaveLength(5)
    expect(en[1]).toMatch(/^failed,srcDbBinlogIsOff,/)
    expect(en[2]).toContain('Alice Meyer')
    expect(zh[0]).toContain('检查项')
  })

  it('keeps quotes, commas and lines in their cell, and runs no formula', () => {
    const items = [
      { item: 'odd', verdict: 'FAILED', reason: '=HYPERLINK("https://evil.example")', raw: 'a,b\nc' },
    ]
    const text = precheckTable(facts(items), 'en')
    expect(text).toContain(`"'=HYPERLINK(""https://evil.example"")"`)
    expect(text).toContain('"a,b\nc"')
  })
})
