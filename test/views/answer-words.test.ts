import { describe, expect, it } from 'vitest'
import { operationById } from '../../src/drs/index.ts'
import type { Operation } from '../../src/drs/operation.ts'
import { checkBlocks } from '../../src/local-slack/blocks/validate.ts'
import { renderCard } from '../../src/slack/blocks.ts'
import { describeAnswer } from '../../src/views/answer-card.ts'
import { answerWords } from '../../src/views/answer-words.ts'
import { answerExamples, body } from '../drs/fixtures.ts'

/** Answers in the words of the documents and the language of the reader. */
function declared(id: string): Operation {
  const op = operationById(id)
  if (!op) throw new Error(`${id} is not declared`)
  return op
}

const jobs = {
  total_record: 2,
  jobs: [
    {
      id: 'a',
      name: 'orders',
      status: 'FULL_TRANSFER_STARTED',
      engine_type: 'mysql',
      db_use_type: 'migration',
    },
    { id: 'b', name: 'billing', status: 'SOMETHING_NEW', engine_type: 'mysql', billing_tag: false },
  ],
}

describe('an answer in words', () => {
  it('has its single values as facts and its list as a table, labelled with what they mean', () => {
    const { facts, table } = answerWords(declared('list-jobs'), jobs, 'en')
    expect(facts).toEqual([{ label: 'Number of tasks', said: '2' }])
    expect(table?.caption).toBe('Tasks')
    expect(table?.header).toEqual([
      'Task ID',
      'Task name',
      'Task status',
      'Engine type',
      'Billed',
      'Scenario',
    ])
    expect(table?.rows[0]).toEqual([
      { code: 'a' },
      'orders',
      'Full phase running',
      'MySQL → MySQL',
      '',
      'Real-time migration',
    ])
  })

  it('is said in Chinese to those who read it, and what nobody knows stays as it came', () => {
    const { facts, table } = answerWords(declared('list-jobs'), jobs, 'zh-CN')
    expect(facts).toEqual([{ label: '任务数', said: '2' }])
    expect(table?.header.slice(0, 3)).toEqual(['任务 ID', '任务名称', '任务状态'])
    expect(table?.rows.map((row) => row[2])).toEqual(['全量迁移中', 'SOMETHING_NEW'])
    expect(table?.rows[1]?.[4]).toBe('否')
  })

  it('shows milliseconds as a time in the reader’s zone, and a number that is none as it is', () => {
    const op = declared('list-async-jobs')
    const { table } = answerWords(
      op,
      { jobs: [{ id: 'x', create_time: '1764480000000', count: 1764480000000 }] },
      'en',
    )
    expect(table?.rows[0]).toContainEqual({ time: 1764480000000 })
    expect(table?.rows[0]).toContain('1764480000000')
  })

  it('looks into the one thing an answer holds', () => {
    const { facts } = answerWords(declared('get-lts-config'), { job: { log_group_id: 'a' } }, 'en')
    expect(facts).toEqual([{ label: 'Log group ID', said: { code: 'a' } }])
  })

  it.each([undefined, null, 'text', [1, 2], {}, { rows: [1, 'a'] }, { rows: [[1]] }])(
    'of %j has none',
    (answer) => {
      expect(answerWords(declared('list-jobs'), answer, 'en').table).toBeUndefined()
    },
  )

  const good = answerExamples.filter((one) => one.status < 300)
  it.each(good.map((one) => [one.file, one] as const))(
    'like %s is a table of one width that Slack takes',
    (_, one) => {
      for (const locale of ['en', 'zh-CN'] as const) {
        const op = declared(one.operation)
        const { table } = answerWords(op, body(one), locale)
        if (table) expect(new Set([table.header, ...table.rows].map((row) => row.length)).size).toBe(1)
        const { blocks, modern } = renderCard(describeAnswer(op, body(one), locale).card)
        expect(blocks.filter(({ type }) => type === 'data_table').length).toBe(table ? 1 : 0)
        expect((modern?.plain ?? blocks).some(({ type }) => type === 'data_table')).toBe(false)
      }
    },
  )

  it('of hundreds of tasks keeps within what a message takes', () => {
    const rows = Array.from({ length: 5_000 }, (_, i) => ({
      id: `job-${i}`,
      name: 'n'.repeat(300),
      status: 'PAUSING',
    }))
    const { blocks } = renderCard(describeAnswer(declared('list-jobs'), { jobs: rows }, 'en').card)
    const table = blocks.find(({ type }) => type === 'data_table')
    expect(table && 'rows' in table && table.rows.length).toBeLessThanOrEqual(201)
    expect(checkBlocks(blocks, 'message')).toEqual([])
  })
})
