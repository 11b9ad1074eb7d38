import { describe, expect, it } from 'vitest'
import { pricePerDay, spendingOf, spendingTasks } from '../../src/domain/tasks/cost.ts'
import { noon, sampleTask } from '../helpers/samples.ts'

describe('for what a task costs money', () => {
  it.each([
    ['INCRE_TRANSFER_FAILED', 'FULL_INCR_TRANS', 'failed'],
    ['RELEASE_RESOURCE_FAILED', 'FULL_TRANS', 'failed'],
    ['FULL_TRANSFER_COMPLETE', 'FULL_TRANS', 'finished'],
    ['FULL_TRANSFER_COMPLETE', 'FULL_INCR_TRANS', 'used'],
    ['CONFIGURATION', 'FULL_TRANS', 'idle'],
    ['PAUSING', 'FULL_INCR_TRANS', 'idle'],
    ['INCRE_TRANSFER_STARTED', 'FULL_INCR_TRANS', 'used'],
    ['SOMETHING_NEW', 'FULL_TRANS', 'used'],
    ['RELEASE_RESOURCE_COMPLETE', 'FULL_TRANS', undefined],
    ['CREATE_FAILED', 'FULL_TRANS', undefined],
  ] as const)('%s, %s: %s', (status, mode, spending) => {
    expect(spendingOf({ status, mode })).toBe(spending)
  })

  it('the most needless comes first, of those the oldest', () => {
    const of = (id: string, status: string, mode = 'FULL_TRANS') =>
      sampleTask({ id, name: id, status, mode, createdAt: noon })
    const tasks = [
      of('used', 'FULL_TRANSFER_STARTED'),
      of('idle', 'CONFIGURATION'),
      of('young', 'FULL_TRANSFER_FAILED'),
      of('old', 'FULL_TRANSFER_FAILED'),
      of('over', 'RELEASE_RESOURCE_COMPLETE'),
      of('done', 'FULL_TRANSFER_COMPLETE'),
    ]
    const order = spendingTasks(tasks, ({ id }) => (id === 'old' ? noon - 1 : undefined))
    expect(order.map(({ task }) => task.id)).toEqual(['old', 'young', 'done', 'idle', 'used'])
  })
})

describe('the price of a day', () => {
  const prices = { currency: 'EUR', perHour: { high: 0.5 } }

  it('is by the table, for a size that stands in it', () => {
    expect(pricePerDay({ nodeType: 'high' }, prices)).toBe(12)
    expect(pricePerDay({ nodeType: 'small' }, prices)).toBeUndefined()
    expect(pricePerDay({}, prices)).toBeUndefined()
    expect(pricePerDay({ nodeType: 'high' }, undefined)).toBeUndefined()
  })

  it('is none where DRS says that the task is not billed', () => {
    expect(pricePerDay({ nodeType: 'high', billed: false }, prices)).toBeUndefined()
  })
})
