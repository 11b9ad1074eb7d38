import { describe, expect, it } from 'vitest'
import type { SeenMessage } from '../../src/local-slack/control/seen.ts'
import { seenMessage as message } from '../helpers/samples.ts'
import { type Change, judge } from './judge.ts'

/** A judge that never condemns would prove nothing. */
const changes: readonly Change[] = [
  { task: 'orders', from: 'Running', to: 'Failed' },
  { task: 'orders', from: 'Failed', to: 'Running' },
  { task: 'orders', from: 'Running', to: 'Paused' },
]
const [failed, running, paused] = ['Running → Failed', 'Failed → Running', 'Running → Paused'].map(
  (path) => `orders: ${path}`,
)

const card = (state: string, replies: readonly SeenMessage[]) =>
  message('orders', { plain: `orders\n${state}`, metadata: {}, replies })

const replies = (...titles: readonly (string | undefined)[]) => titles.map((title = '') => message(title))

const clean = { lost: 0, twice: 0, disorder: 0, cards: 0, blind: 0, sighted: 0, emptied: 0 }

describe('the judge', () => {
  it('finds nothing wrong with every change told once, in order, under a card that shows the last', () => {
    expect(judge([card('Paused', replies(failed, running, paused))], changes)).toEqual(clean)
  })

  it('takes what is merged, or told of several tasks at once, for what it says', () => {
    const merged = replies('orders: 3 changes merged: Running → Failed → Running → Paused')
    expect(judge([card('Paused', merged)], changes)).toEqual(clean)
    const list = `2 changes in 1 task\n10:00 · ${running}\n10:01 · ${paused}`
    const thread = replies(failed)
    const group = message('2 changes in 1 task', { plain: list })
    expect(judge([card('Paused', thread), group], changes)).toEqual(clean)
  })

  it('counts what is missing and what is told again', () => {
    expect(judge([card('Paused', replies(failed, paused))], changes)).toEqual({ ...clean, lost: 1 })
    const again = replies(failed, running, paused, running)
    expect(judge([card('Paused', again)], changes)).toEqual({ ...clean, twice: 1 })
  })

  it('takes a reply that is shown in the channel, too, for one message', () => {
    const reply = message(failed ?? '', { broadcast: true })
    const [second, third] = replies(running, paused)
    const thread = [reply, second, third].filter((one) => one !== undefined)
    expect(judge([card('Paused', thread), reply], changes)).toEqual(clean)
  })

  it('sees the wrong order', () => {
    expect(judge([card('Paused', replies(running, failed, paused))], changes)).toEqual({
      ...clean,
      disorder: 1,
    })
  })

  it('sees a card that is old, absent or there twice', () => {
    const told = replies(failed, running, paused)
    expect(judge([card('Failed', told)], changes).cards).toBe(1)
    expect(judge(told, changes).cards).toBe(1)
    expect(judge([card('Paused', told), card('Paused', [])], changes).cards).toBe(1)
  })

  it('counts what is said of blindness, and not the list of what was missed', () => {
    const blind = message('Can’t see the tasks of sandbox')
    const sighted = message('Can see the tasks of sandbox again', { plain: `again\n10:00 · ${failed}` })
    expect(judge([card('Paused', replies(failed, running, paused)), blind, sighted], changes)).toEqual({
      ...clean,
      blind: 1,
      sighted: 1,
    })
  })
})
