import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  cutMrkdwn,
  cutText,
  escapeText,
  lineToLabel,
  lineToMrkdwn,
  lineToPlain,
} from '../../src/slack/text.ts'
import type { Line } from '../../src/views/card.ts'

const at = Date.UTC(2026, 10, 20, 12, 34, 56)

describe('lines in mrkdwn', () => {
  it.each<[string, Line, string]>([
    ['plain words', 'orders is done', 'orders is done'],
    ['a broadcast', '<!channel> and <!here>', '&lt;!channel&gt; and &lt;!here&gt;'],
    ['a mention', '<@U1>', '&lt;@U1&gt;'],
    ['a faked link', '<https://evil.example|console>', '&lt;https://evil.example|console&gt;'],
    ['an entity', 'a &lt; b', 'a &amp;lt; b'],
    ['marks that turn the direction', 'a\u202egnp.exe\u202c \u2067b', 'a\ufffdgnp.exe\ufffd \ufffdb'],
    ['bold', { bold: 'Failed' }, '*Failed*'],
    ['bold with asterisks', { bold: '5 * 3 *' }, '*5 ∗ 3 ∗*'],
    ['bold over two lines', { bold: 'a\n b' }, '*a b*'],
    ['a bold label before words', [{ bold: 'What to do: ' }, 'wait'], '*What to do:* wait'],
    ['words before italic ones', ['see', { italic: ' below' }], 'see _below_'],
    ['a bold label in Chinese', [{ bold: '原因' }, '：无'], '*原因*\u200b：无'],
    ['words without a blank before code', ['第', { code: 'a' }], '第\u200b`a`'],
    ['italic', { italic: 'Reason' }, '_Reason_'],
    ['italic with underscores', { italic: 'my_db' }, '_my＿db_'],
    ['code', { code: 'SHOW VARIABLES' }, '`SHOW VARIABLES`'],
    ['code with backticks', { code: 'ALTER `t`' }, '`ALTER ˋtˋ`'],
    ['code with a broadcast', { code: '<!channel>' }, '`&lt;!channel&gt;`'],
    ['style that somebody typed', '*bold* _leaning_ ~gone~ `code`', '∗bold∗ ＿leaning＿ ∼gone∼ ˋcodeˋ'],
    ['style over several words', 'a *b c* d', 'a ∗b c∗ d'],
    ['style in style', { bold: '_a_ `b` ~c~' }, '*＿a＿ ˋbˋ ∼c∼*'],
    ['style in Chinese', '任务_订单_失败', '任务＿订单＿失败'],
    ['a quotation', '> said\n> so', '﹥ said\n﹥ so'],
    ['a code block', '```rm```', 'ˋˋˋrmˋˋˋ'],
    ['names with low lines', 'orders_db_1 and _tmp', 'orders_db_1 and _tmp'],
    ['a pattern', 'prod-*', 'prod-*'],
    ['a sum', '5 * 3 > 14', '5 * 3 &gt; 14'],
    ['marks in code', { code: '*.log ~/x _y_' }, '`*.log ~/x _y_`'],
    ['a link with style', { link: 'https://a.example/', text: '*a*' }, '<https://a.example/|∗a∗>'],
    ['nothing to style', { bold: '  ' }, ''],
    ['a person', { user: 'U024BE7LH' }, '<@U024BE7LH>'],
    ['a user group', { group: 'S0614TZR7' }, '<!subteam^S0614TZR7>'],
    ['a channel', { channel: 'C024BE7LR' }, '<#C024BE7LR>'],
    ['a time', { time: at }, '<!date^1795178096^{date_short_pretty} {time}|2026-11-20 12:34 UTC>'],
    ['a sequence', ['by ', { user: 'U024BE7LH' }, ': ', { bold: 'yes' }], 'by <@U024BE7LH>: *yes*'],
    ['an empty sequence', [], ''],
  ])('%s', (_, line, text) => {
    expect(lineToMrkdwn(line)).toBe(text)
  })

  it.each(['!channel', 'U1|x', 'U1> <!here', 'S1^x', '', 'u024be7lh', `U${'1'.repeat(40)}`])(
    'take no id that is none: %j',
    (id) => {
      for (const line of [{ user: id }, { group: id }, { channel: id }]) {
        expect(lineToMrkdwn(line)).toBe(escapeText(id))
        expect(lineToMrkdwn(line)).not.toMatch(/[<>]/)
      }
    },
  )

  it('never let a word of somebody else open a bracket', () => {
    const words = fc.string({
      unit: fc.constantFrom('<', '>', '&', '!', '@', '|', 'a', '*', '_', '`', '\n', ' '),
    })
    const inline = fc.oneof(
      words,
      words.map((bold) => ({ bold })),
      words.map((italic) => ({ italic })),
      words.map((code) => ({ code })),
    )
    fc.assert(
      fc.property(fc.array(inline, { maxLength: 5 }), (line) => {
        expect(lineToMrkdwn(line)).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/)
        expect(lineToPlain(line)).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/)
      }),
    )
  })

  it('close every mark they open', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const [mark, styled] of [
          ['*', lineToMrkdwn({ bold: text })],
          ['_', lineToMrkdwn({ italic: text })],
          ['`', lineToMrkdwn({ code: text })],
        ] as const) {
          expect([0, 2]).toContain(styled.split(mark).length - 1)
          expect(styled).not.toContain('\n')
        }
      }),
    )
  })
})

describe('lines without styling', () => {
  const line = [
    { bold: 'a & b' },
    ' ',
    { italic: '_c_' },
    ' ',
    { code: '`d`' },
    ' ',
    { user: 'U024BE7LH' },
  ] as const

  it('keep the words and the mentions for notifications', () => {
    expect(lineToPlain(line)).toBe('a &amp; b _c_ `d` <@U024BE7LH>')
  })

  it('keep the words as they are for plain_text objects', () => {
    expect(lineToLabel(line)).toBe('a & b _c_ `d` @U024BE7LH')
    expect(lineToLabel({ channel: 'C024BE7LR' })).toBe('#C024BE7LR')
    expect(lineToLabel({ time: at })).toBe('2026-11-20 12:34 UTC')
  })
})

describe('cutting', () => {
  it.each([
    ['at the limit', 'abcde', 5, 'abcde'],
    ['one above it', 'abcdef', 5, 'abcd…'],
    ['through an emoji', 'abc😀def', 5, 'abc…'],
    ['behind an emoji', 'abc😀def', 6, 'abc😀…'],
    ['raw text with brackets', '<<<<<<', 5, '<<<<…'],
    ['with a mark that turns the direction', '\u202eab', 5, '\ufffdab'],
  ])('raw text %s', (_, text, max, expected) => {
    expect(cutText(text, max)).toBe(expected)
  })

  it.each([
    ['at the limit', 'a&amp;b', 7, 'a&amp;b'],
    ['through an entity', 'abc&amp;def', 6, 'abc…'],
    ['behind an entity', 'abc&amp;def', 9, 'abc&amp;…'],
    ['through a mention', 'by <@U024BE7LH> now', 10, 'by …'],
    ['behind a mention', 'by <@U024BE7LH> now', 16, 'by <@U024BE7LH>…'],
    ['through an emoji', 'abc😀def', 5, 'abc…'],
  ])('mrkdwn %s', (_, text, max, expected) => {
    expect(cutMrkdwn(text, max)).toBe(expected)
  })

  const wellFormed = (text: string) =>
    !/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(text)
  const grapheme = fc.string({ unit: 'grapheme', maxLength: 60 })

  it('keeps whole characters and the limit', () => {
    fc.assert(
      fc.property(grapheme, fc.integer({ min: 1, max: 40 }), (text, max) => {
        const short = cutText(text, max)
        expect(short.length).toBeLessThanOrEqual(max)
        expect(wellFormed(short)).toBe(true)
        expect(short === text || text.startsWith(short.slice(0, -1))).toBe(true)
      }),
    )
  })

  it('keeps whole entities, mentions and dates in mrkdwn', () => {
    const piece = fc.oneof(
      fc.string({ unit: fc.constantFrom('&', '<', '>', '😀', 'x'), maxLength: 6 }),
      fc.constant({ user: 'U024BE7LH' }),
      fc.constant({ time: at }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.integer({ min: 1, max: 120 }), (line, max) => {
        const short = cutMrkdwn(lineToMrkdwn(line), max)
        expect(short.length).toBeLessThanOrEqual(max)
        expect(wellFormed(short)).toBe(true)
        expect(short).not.toMatch(/&(?!amp;|lt;|gt;)/)
        expect(short.replace(/<@U024BE7LH>|<!date\^\d+\^[^|]+\|[^>]+UTC>/g, '')).not.toMatch(/[<>]/)
      }),
    )
  })
})
