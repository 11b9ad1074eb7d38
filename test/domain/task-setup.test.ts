import { describe, expect, it } from 'vitest'
import { setupStateOf } from '../../src/domain/tasks/task-setup.ts'

const named = { dbType: 'mysql', ip: '10.0.0.1', user: 'drs' }
const kafka = { dbType: 'kafka', ip: '10.0.0.2' }
const { user: _, ...anonymous } = named

describe('how far a task is set up', () => {
  it.each([
    ['nothing was said', undefined, {}, { state: 'incomplete' }],
    ['one database was', { source: named, destination: { dbType: 'mysql' } }, {}, { state: 'incomplete' }],
    ['an account is missing', { source: named, destination: anonymous }, {}, { state: 'incomplete' }],
    ['both were', { source: named, destination: named }, {}, { state: 'untested' }],
    ['Kafka needs no account', { source: named, destination: kafka }, {}, { state: 'untested' }],
    ['both were tested', { source: named, destination: named, testedAt: 5 }, {}, { state: 'tested', at: 5 }],
    [
      'the policy lacks what Kafka needs',
      { source: named, destination: kafka, testedAt: 5, policy: { topics: '0', partition: '1' } },
      { engine: 'mysql-to-kafka', scenario: 'sync' },
      { state: 'tested', at: 5, unset: true },
    ],
    [
      'the policy has it',
      { source: named, destination: kafka, testedAt: 5, policy: { topics: '1', partition: '1' } },
      { engine: 'mysql-to-kafka', scenario: 'sync' },
      { state: 'tested', at: 5 },
    ],
    ['DRS knows both', undefined, { source: named, destination: { instanceId: 'i1' } }, { state: 'tested' }],
    ['DRS knows one', undefined, { source: named }, { state: 'incomplete' }],
  ] as const)('%s', (_name, setup, known, expected) => {
    expect(setupStateOf(setup, known)).toEqual(expected)
  })
})
