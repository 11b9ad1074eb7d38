import type { KnownBlock } from '@slack/types'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkBlocks } from '../../src/local-slack/blocks/validate.ts'
import { renderCard } from '../../src/slack/blocks.ts'
import type { Button, Card } from '../../src/views/card.ts'
import { anyCard } from '../helpers/card-arbitrary.ts'

const blocksOf = (card: Partial<Card>) => renderCard({ title: 'T', ...card }).blocks

/** All mrkdwn of the sections, one string per text object. */
function sectionTexts(blocks: readonly KnownBlock[]): string[] {
  return blocks.flatMap((block) => {
    if (block.type !== 'section') return []
    return [...(block.text ? [block.text.text] : []), ...(block.fields ?? []).map((field) => field.text)]
  })
}

function actionElements(blocks: readonly KnownBlock[]) {
  return blocks.flatMap((block) => (block.type === 'actions' ? [block.elements] : []))
}

const button: Button = { label: 'Start', action: 'cmd:start:ask', value: 'prod/1' }

describe('a card as blocks', () => {
  it('is a title with its mark and lines, facts, sections, buttons and a footer', () => {
    const card: Card = {
      title: 'orders',
      tone: 'bad',
      lines: ['Real-time migration'],
      facts: [{ label: 'Status', said: { bold: 'Failed' } }],
      sections: [{ heading: 'Fix', list: ['one', ['two ', { code: 'SQL' }]], code: 'SELECT 1' }],
      buttons: [{ ...button, style: 'primary' }],
      footer: { code: 'a1b2' },
    }
    const mrkdwn = (text: string) => ({ type: 'mrkdwn', text, verbatim: true })
    expect(renderCard(card).blocks).toEqual([
      { type: 'section', text: mrkdwn(':x: *orders*\nReal-time migration') },
      { type: 'section', fields: [mrkdwn('*Status*\n*Failed*')] },
      { type: 'section', text: mrkdwn('*Fix*\n•  one\n•  two `SQL`\n```\nSELECT 1\n```') },
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            text: { type: 'plain_text', text: 'Start', emoji: true },
            action_id: 'cmd:start:ask',
            value: 'prod/1',
            style: 'primary',
          },
        ],
      },
      { type: 'context', elements: [mrkdwn('`a1b2`')] },
    ])
  })

  it('has a menu of at most five entries at the end of its first row of buttons; more are a select', () => {
    const entry = { label: 'Cancel the request', action: 'cmd:cancel:ask', value: 'r1' } as const
    const menu = { type: 'overflow', action_id: 'cmd:menu' }
    const rowOf = (entries: number) =>
      actionElements(blocksOf({ buttons: [button], menu: Array(entries).fill(entry) }))[0]
    expect(rowOf(5)).toHaveLength(2)
    expect(rowOf(5)?.[1]).toMatchObject({ ...menu, options: Array(5).fill({ value: 'cmd:cancel:ask r1' }) })
    expect(rowOf(6)?.[1]).toMatchObject({ ...menu, type: 'static_select', options: { length: 6 } })
    expect(actionElements(blocksOf({ menu: [entry] }))).toMatchObject([[menu]])
    const rows = actionElements(blocksOf({ buttons: Array(30).fill(button), menu: [entry] }))
    expect(rows.map((elements) => elements.length)).toEqual([25, 6])
  })

  it('marks every line of what somebody has said', () => {
    const quote = ['yearly drill\n> sure\n\n*soon*', ' — ', { code: 'U1' }]
    expect(sectionTexts(blocksOf({ sections: [{ quote }] }))).toContain(
      '&gt; yearly drill\n&gt; ﹥ sure\n&gt; ∗soon∗ — `U1`',
    )
  })

  it.each([
    ['neutral', ':small_blue_diamond:'],
    ['good', ':white_check_mark:'],
    ['working', ':hourglass_flowing_sand:'],
    ['warning', ':warning:'],
    ['bad', ':x:'],
  ] as const)('marks %s with %s', (tone, mark) => {
    expect(sectionTexts(blocksOf({ tone }))).toEqual([`${mark} *T*`])
  })

  it('shows a dash for a fact without a value', () => {
    expect(sectionTexts(blocksOf({ facts: [{ label: 'Delay', said: '' }] }))).toContain('*Delay*\n–')
  })

  it('keeps a code block closed whatever is in it', () => {
    const [, text = ''] = sectionTexts(blocksOf({ sections: [{ code: 'a ```` b <!here>' }] }))
    expect(text).toBe('```\na ˋˋˋ` b &lt;!here&gt;\n```')
  })

  it('leaves out what is empty', () => {
    expect(
      blocksOf({ lines: [''], facts: [], sections: [{}, { lines: [] }], buttons: [], footer: '' }),
    ).toEqual(blocksOf({}))
    expect(blocksOf({ footer: [{ bold: ' ' }] })).toEqual(blocksOf({}))
    expect(blocksOf({ choice: { placeholder: 'P', action: 'cmd:show:ask', options: [] } })).toEqual(
      blocksOf({}),
    )
  })
})

describe('the limits of a message', () => {
  it('keep a text of 2,900 characters in one block, and cut one more', () => {
    const one = (length: number) => sectionTexts(blocksOf({ sections: [{ lines: ['x'.repeat(length)] }] }))
    expect(one(2900)[1]).toBe('x'.repeat(2900))
    expect(one(2901)[1]).toBe(`${'x'.repeat(2899)}…`)
  })

  it('split a long report at its lines and keep every line', () => {
    const lines = Array.from({ length: 100 }, (_, i) => `${i} ${'x'.repeat(90)}`)
    const texts = sectionTexts(blocksOf({ sections: [{ lines }] })).slice(1)
    expect(texts.length).toBeGreaterThan(1)
    expect(texts.every((text) => text.length <= 2900)).toBe(true)
    expect(texts.join('\n').split('\n')).toEqual(lines)
  })

  it('cut long code inside its fence', () => {
    const code = (length: number) => sectionTexts(blocksOf({ sections: [{ code: 'x'.repeat(length) }] }))[1]
    expect(code(2892)).toBe(`\`\`\`\n${'x'.repeat(2892)}\n\`\`\``)
    expect(code(2893)).toBe(`\`\`\`\n${'x'.repeat(2891)}…\n\`\`\``)
  })

  it('put ten facts into a block and the eleventh into the next', () => {
    const facts = (count: number) =>
      blocksOf({ facts: Array.from({ length: count }, (_, i) => ({ label: `L${i}`, said: 'v' })) })
        .slice(1)
        .map((block) => (block.type === 'section' ? block.fields?.length : undefined))
    expect(facts(10)).toEqual([10])
    expect(facts(11)).toEqual([10, 1])
  })

  it('show 50 blocks whole, and count what is left of 51', () => {
    const sections = (count: number) => Array.from({ length: count }, (_, i) => ({ lines: [`s${i}`] }))
    // The title takes one block, the buttons and the footer one each.
    const more = { buttons: [button], footer: 'f' }
    const whole = blocksOf({ sections: sections(47), ...more })
    expect(whole).toHaveLength(50)
    expect(sectionTexts(whole).at(-1)).toBe('s46')
    const cutOff = blocksOf({ sections: sections(48), ...more })
    expect(cutOff).toHaveLength(50)
    expect(sectionTexts(cutOff).slice(-2)).toEqual(['s45', '_… +2_'])
    expect(cutOff.slice(-2).map((block) => block.type)).toEqual(['actions', 'context'])
  })

  it('cut the text of a button at 75 characters', () => {
    const label = (length: number) => {
      const [[element] = []] = actionElements(
        blocksOf({ buttons: [{ ...button, label: 'x'.repeat(length) }] }),
      )
      return element?.type === 'button' ? element.text.text : undefined
    }
    expect(label(75)).toBe('x'.repeat(75))
    expect(label(76)).toBe(`${'x'.repeat(74)}…`)
  })

  it('put 25 buttons into a row and the next into another', () => {
    const rows = (count: number) =>
      actionElements(blocksOf({ buttons: Array.from({ length: count }, () => button) })).map(
        (row) => row.length,
      )
    expect(rows(25)).toEqual([25])
    expect(rows(26)).toEqual([25, 1])
  })

  it('give buttons of the same action ids that differ but begin alike', () => {
    const [row = []] = actionElements(
      blocksOf({ buttons: [button, button, { ...button, action: 'cmd:stop:ask' }] }),
    )
    const ids = row.map((element) => ('action_id' in element ? element.action_id : undefined))
    expect(ids).toEqual(['cmd:start:ask', 'cmd:start:ask:1', 'cmd:stop:ask'])
  })

  it('offer 100 of many options, with labels of 75 characters', () => {
    const options = Array.from({ length: 101 }, (_, i) => ({ label: 'x'.repeat(76), value: `v${i}` }))
    const [[select] = []] = actionElements(
      blocksOf({ choice: { placeholder: 'P', action: 'cmd:show:ask', options } }),
    )
    if (select?.type !== 'static_select') throw new Error('no select')
    expect(select.options).toHaveLength(100)
    expect(select.options?.[99]).toEqual({
      text: { type: 'plain_text', text: `${'x'.repeat(74)}…`, emoji: true },
      value: 'v99',
    })
  })

  it('hold for any card', () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        const { text, blocks, modern } = renderCard(card)
        expect(checkBlocks(blocks, 'message')).toEqual([])
        expect(checkBlocks(modern?.plain ?? [], 'message')).toEqual([])
        expect(text.length).toBeLessThanOrEqual(4000)
      }),
    )
  })
})

describe('nothing of a card', () => {
  it('pings or links by itself', () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        const { text, blocks } = renderCard(card)
        const ours =
          /<@[A-Z0-9]{2,30}>|<!subteam\^[A-Z0-9]{2,30}>|<#[A-Z0-9]{2,30}>|<!date\^\d+\^\{date_short_pretty\} \{time\}\|[\d :UTC-]+>/g
        for (const shown of [text, ...sectionTexts(blocks)]) {
          expect(shown.replace(ours, '')).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/)
        }
      }),
    )
  })
})

describe('the text for screen readers and notifications', () => {
  const card: Card = {
    title: 'orders',
    lines: ['Real-time migration'],
    facts: [{ label: 'Status', said: { bold: 'Failed' } }],
    sections: [{ heading: 'Fix', lines: ['first'], list: [['run ', { code: 'SQL' }]], code: 'SELECT 1' }],
    choice: { placeholder: 'Choose a task', action: 'cmd:show:ask', options: [{ label: 'a', value: 'b' }] },
    buttons: [button, { ...button, label: 'Stop <now>' }],
    footer: ['by ', { user: 'U024BE7LH' }],
  }

  it('says everything, the next steps last', () => {
    expect(renderCard(card).text.split('\n')).toEqual([
      'orders',
      'Real-time migration',
      'Status: Failed',
      'Fix',
      'first',
      'run SQL',
      'SELECT 1',
      'by <@U024BE7LH>',
      '[Choose a task] [Start] [Stop &lt;now&gt;]',
    ])
  })

  it('keeps title and next steps when the report is long', () => {
    const long = { ...card, lines: Array.from({ length: 200 }, (_, i) => `line ${i} ${'x'.repeat(60)}`) }
    const { text } = renderCard(long)
    expect(text.length).toBeLessThanOrEqual(3501)
    expect(text.startsWith('orders\n')).toBe(true)
    expect(text.endsWith('…\n[Choose a task] [Start] [Stop &lt;now&gt;]')).toBe(true)
  })
})
