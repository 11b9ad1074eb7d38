import { describe, expect, it } from 'vitest'
import { say } from '../../src/base/i18n.ts'
import { UserError } from '../../src/base/user-error.ts'
import {
  type HealthFacts,
  judgeHealth,
  staleCauseOf,
  staleCauseWords,
  wasClockSet,
} from '../../src/domain/watching/health.ts'
import { DrsError } from '../../src/drs/drs-error.ts'

const facts: HealthFacts = {
  now: 100_000,
  heartbeat: 95_000,
  alive: 95_000,
  staleMs: 60_000,
  watching: true,
  unanswered: [],
}

describe('a connection', () => {
  it.each<[string, Partial<HealthFacts>, unknown]>([
    ['whose heart beats', {}, { kind: 'sighted' }],
    ['whose heart has never beaten', { heartbeat: undefined }, { kind: 'sighted' }],
    ['silent for the whole time', { heartbeat: 40_000 }, { kind: 'sighted' }],
    [
      'silent for longer, without a reason',
      { heartbeat: 39_999 },
      { kind: 'blind', since: 39_999, cause: 'stopped' },
    ],
    ['silent for longer, that nobody watches', { heartbeat: 1, watching: false }, { kind: 'sighted' }],
    [
      'that fails since the last heartbeat',
      { heartbeat: 30_000, trouble: { cause: 'network', at: 31_000 } },
      { kind: 'blind', since: 30_000, cause: 'network' },
    ],
    [
      'whose trouble is older than the heartbeat',
      { heartbeat: 30_000, trouble: { cause: 'network', at: 29_000 } },
      { kind: 'blind', since: 30_000, cause: 'stopped' },
    ],
    [
      'that nobody has looked after either',
      { heartbeat: 30_000, alive: 31_000, trouble: { cause: 'network', at: 31_000 } },
      { kind: 'blind', since: 30_000, cause: 'stopped' },
    ],
    [
      'in which some tasks do not answer for long',
      {
        unanswered: [
          { taskId: 'new', since: 90_000, cause: 'drs' },
          { taskId: 'b', since: 60_000, cause: 'drs' },
          { taskId: 'a', since: 10_000, cause: 'throttled' },
        ],
      },
      {
        kind: 'partial',
        tasks: [
          { taskId: 'a', since: 10_000, cause: 'throttled' },
          { taskId: 'b', since: 60_000, cause: 'drs' },
        ],
      },
    ],
    [
      'in which some tasks do not answer, but not for long',
      { unanswered: [{ taskId: 'a', since: 40_000, cause: 'drs' }] },
      { kind: 'sighted' },
    ],
    [
      'blind as a whole, in which some tasks fail too',
      { heartbeat: 30_000, unanswered: [{ taskId: 'a', since: 10_000, cause: 'drs' }] },
      { kind: 'blind', since: 30_000, cause: 'stopped' },
    ],
  ])('%s', (_, given, verdict) => {
    expect(judgeHealth({ ...facts, ...given })).toEqual(verdict)
  })
})

describe('the cause', () => {
  const drs = (code: string, httpStatus?: number) =>
    new DrsError({ code, message: 'm', operation: 'o', httpStatus })

  it.each([
    [drs('network'), 'network'],
    [drs('timeout'), 'network'],
    [drs('budget'), 'budget'],
    [drs('APIGW.0308', 429), 'throttled'],
    [drs('APIGW.0301', 401), 'credentials'],
    [drs('DRS.M00001', 403), 'credentials'],
    [drs('token-refused'), 'credentials'],
    [new UserError(say('no key', '没有密钥')), 'credentials'],
    [drs('malformed', 200), 'drs'],
    [drs('DRS.M00002', 500), 'drs'],
    [
      new DrsError({
        code: 'APIGW.0301',
        message: 'm',
        operation: 'o',
        httpStatus: 401,
        clockOffsetMs: -17 * 60_000,
      }),
      { clockOffsetMs: -17 * 60_000 },
    ],
    [drs('circuit-open'), undefined],
    [new Error('Connection is closed.'), 'redis'],
  ])('%s is %s', (error, cause) => {
    expect(staleCauseOf(error)).toEqual(cause)
  })

  it('is a clock that is off, by how much', () => {
    const behind = staleCauseWords({ clockOffsetMs: -17 * 60_000 })
    expect(behind.en).toContain('clock is 17 min behind')
    expect(behind['zh-CN']).toContain('慢17分钟')
    expect(staleCauseWords({ clockOffsetMs: 3 * 3_600_000 }).en).toContain('clock is 3 h ahead')
  })
})

describe('a clock', () => {
  const at = (wall: number, steady: number) => ({ wall, steady })
  it.each([
    ['that runs on was not set', at(30_000, 30_000), false],
    ['that a sleep of the process has moved was not set', at(900_000, 900_000), false],
    ['that is a little off was not set', at(31_000, 30_000), false],
    ['that jumped ahead was set', at(90_000, 30_000), true],
    ['that jumped back was set', at(-10_000, 30_000), true],
  ])('%s', (_, after, set) => {
    expect(wasClockSet(at(0, 0), after, 30_000)).toBe(set)
  })
})
