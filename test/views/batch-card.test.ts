import { describe, expect, it } from 'vitest'
import type { Batch } from '../../src/domain/delivery/batch.ts'
import { renderCard } from '../../src/slack/blocks.ts'
import { batchCard, batchTable } from '../../src/views/batch-card.ts'
import { inBoth, noon } from '../helpers/samples.ts'

const why = { en: 'The task is running.', 'zh-CN': '任务正在运行。' }

function batch(count: number, stateOf: (nth: number) => Batch['tasks'][number]['state']): Batch {
  return {
    ...{ id: 'o1', team: 'T1', channel: 'C1', connection: 'prod', verb: 'delete', by: 'U1', locale: 'en' },
    ...{ since: noon, deadline: noon + 1000 },
    tasks: Array.from({ length: count }, (_, nth) => {
      const state = stateOf(nth)
      return { id: `t${nth}`, name: `task-${nth}`, state, ...(state === 'refused' && { why }) }
    }),
  }
}

const text = (card: ReturnType<typeof batchCard>) => renderCard(card).text

describe('an action on several tasks', () => {
  it('tells in its title how many of how many', () => {
    const partly = batch(26, (nth) => (nth < 16 ? 'reached' : 'refused'))
    expect(inBoth((locale) => batchCard(partly, locale).title)).toEqual({
      en: '16 of 26 deleted',
      'zh-CN': '26 个任务中 16 个已删除',
    })
    expect(batchCard(partly, 'en').tone).toBe('warning')
    const whole = batch(3, () => 'reached')
    expect([batchCard(whole, 'en').title, batchCard(whole, 'en').tone]).toEqual(['3 of 3 deleted', 'good'])
    const half = batch(3, (nth) => (nth === 0 ? 'reached' : 'asked'))
    expect(batchCard(half, 'en').title).toBe('Deleting 3 tasks… 1 of 3 done')
  })

  it('tells each cause once, with the tasks that it holds for', () => {
    const told = text(
      batchCard(
        batch(26, (nth) => (nth < 16 ? 'reached' : 'refused')),
        'en',
      ),
    )
    expect(told.split(why.en)).toHaveLength(2)
    for (let nth = 16; nth < 26; nth += 1) expect(told).toContain(`task-${nth}`)
  })

  it('has a line for each of twenty tasks, and counts more', () => {
    const lines = (count: number) =>
      text(
        batchCard(
          batch(count, () => 'reached'),
          'en',
        ),
      ).split('\n').length
    expect([lines(20), lines(179)]).toEqual([22, 4])
    expect(
      batchCard(
        batch(179, () => 'reached'),
        'en',
      ).buttons,
    ).toHaveLength(1)
  })

  it('is whole in the table, a task a line', () => {
    const table = batchTable(
      batch(179, (nth) => (nth === 3 ? 'refused' : 'reached')),
      'en',
    ).split('\n')
    expect(table).toHaveLength(180)
    expect(table[3]).toBe(`task-3\tt3\tRefused by DRS\t${why.en}`)
  })
})
