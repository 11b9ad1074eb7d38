import { describe, expect, it } from 'vitest'
import { judgeReadiness, type ReadinessFacts } from '../../src/monitoring/readiness.ts'

const well: ReadinessFacts = {
  stage: 'running',
  redisAnswers: true,
  slackConnected: true,
  connections: [{ connection: 'prod', answeredAt: 95_000, isBlind: false }],
  now: 100_000,
}

describe('a replica is ready', () => {
  it.each<[string, Partial<ReadinessFacts>, boolean]>([
    ['if it runs, Redis answers and Slack is connected', {}, true],
    ['not before it has started', { stage: 'starting' }, false],
    ['not while it stops', { stage: 'stopping' }, false],
    ['not without Redis', { redisAnswers: false }, false],
    ['not without Slack', { slackConnected: false }, false],
    [
      'also without DRS, which another replica sees as little',
      { connections: [{ connection: 'prod', answeredAt: undefined, isBlind: true }] },
      true,
    ],
  ])('%s', (_, facts, ready) => {
    expect(judgeReadiness({ ...well, ...facts }).ready).toBe(ready)
  })
})

it('says of each connection when it answered, and whether it can be seen', () => {
  const connections = [
    { connection: 'prod', answeredAt: 95_000, isBlind: false },
    { connection: 'old', answeredAt: 10_000, isBlind: true },
    { connection: 'new', answeredAt: undefined, isBlind: false },
    // A clock that is ahead must not give a negative age.
    { connection: 'ahead', answeredAt: 101_000, isBlind: false },
  ]
  expect(judgeReadiness({ ...well, connections }).checks).toEqual({
    process: 'running',
    redis: 'ok',
    slack: 'ok',
    'connection prod': 'answered 5 s ago',
    'connection old': 'cannot be seen; answered 90 s ago',
    'connection new': 'nothing asked yet',
    'connection ahead': 'answered 0 s ago',
  })
})
