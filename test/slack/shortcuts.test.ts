import { describe, expect, it } from 'vitest'
import { tasksNamedIn } from '../../src/app/find-task.ts'
import { renderCard } from '../../src/slack/blocks.ts'
import { refsIn } from '../../src/slack/shortcuts.ts'
import { taskCard } from '../../src/views/task-card.ts'
import { noon, sampleSnapshot, sampleTask } from '../helpers/samples.ts'

describe('the task that a message is about', () => {
  it('is that of its buttons and menus, once', () => {
    const snapshot = sampleSnapshot({ status: 'FULL_TRANSFER_STARTED' })
    const { blocks } = renderCard(taskCard(snapshot, 'en', noon))
    expect(refsIn(blocks)).toEqual([{ connection: 'prod', id: snapshot.id }])
    expect(refsIn([{ type: 'section', text: { type: 'mrkdwn', text: 'prod/x' } }])).toEqual([])
    expect(refsIn(undefined)).toEqual([])
  })

  it('is one whose name or id stands in the text as a word', () => {
    const tasks = [
      sampleTask({ name: 'orders-mysql', id: 'a1-jb101' }),
      sampleTask({ name: 'orders', id: 'b2-jb101' }),
      sampleTask({ name: '订单', id: 'c3-jb101' }),
    ]
    const named = (text: string) => tasksNamedIn(text, tasks).map(({ name }) => name)
    expect(named('Look at *Orders-MySQL*, it is late')).toEqual(['orders-mysql'])
    expect(named('`b2-jb101` failed')).toEqual(['orders'])
    expect(named('orders, orders-mysql')).toEqual(['orders-mysql', 'orders'])
    expect(named('请看 订单。')).toEqual(['订单'])
    expect(named('reorders')).toEqual([])
  })
})
