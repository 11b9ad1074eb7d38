import { describe, expect, it } from 'vitest'
import { parseRedisAddress, secretsInAddress, shownAddress } from '../../src/store/redis-address.ts'

describe('the address of Redis', () => {
  it.each([
    ['redis://127.0.0.1:6379', { kind: 'server', password: '' }],
    ['rediss://bot:p%40ss@redis.example.com/3', { kind: 'server', password: 'p@ss' }],
    [
      'redis+sentinel://:p%2Css@one:26379,two/main',
      {
        ...{ kind: 'sentinel', primary: 'main', database: 0, username: '', password: 'p,ss', tls: false },
        nodes: [
          { host: 'one', port: 26_379 },
          { host: 'two', port: 26_379 },
        ],
      },
    ],
    [
      'rediss+sentinel://bot:secret@[fd00::1]:26380/main/2?sentinelUsername=eye&sentinelPassword=a%26b',
      {
        ...{ kind: 'sentinel', primary: 'main', database: 2, username: 'bot', password: 'secret', tls: true },
        nodes: [{ host: 'fd00::1', port: 26_380 }],
        ...{ sentinelUsername: 'eye', sentinelPassword: 'a&b' },
      },
    ],
    [
      'redis+cluster://one,two:7001,10.0.0.3:7002',
      {
        ...{ kind: 'cluster', username: '', password: '', tls: false },
        nodes: [
          { host: 'one', port: 6_379 },
          { host: 'two', port: 7_001 },
          { host: '10.0.0.3', port: 7_002 },
        ],
      },
    ],
  ])('%s is read', (text, address) => {
    expect(parseRedisAddress(text)).toMatchObject(address)
  })

  it.each([
    'http://127.0.0.1',
    '127.0.0.1:6379',
    'redis+sentinel://one:26379',
    'redis+sentinel://one/main/two',
    'redis+sentinel://one/main/0/more',
    'redis+sentinel:///main',
    'redis+sentinel://one,,two/main',
    'redis+cluster://',
    'redis+cluster://one:70000',
    'redis+cluster://one:0',
    'redis+cluster://one/3',
    'redis+other://one',
  ])('%s is none', (text) => {
    expect(parseRedisAddress(text)).toBeUndefined()
  })

  it('is shown without anything secret', () => {
    const texts = [
      'redis://bot:s3cret@one:6379/1',
      'redis+sentinel://bot:s3cret@one,two/main?sentinelPassword=s3cret2',
      'rediss+cluster://:s3cret@one,two',
    ]
    const shown = texts.map((text) => {
      const address = parseRedisAddress(text)
      return address && shownAddress(address)
    })
    expect(shown).toEqual([
      'redis://one:6379/1',
      'redis+sentinel://one:26379,two:26379/main/0',
      'rediss+cluster://one:6379,two:6379',
    ])
    expect(texts.map(secretsInAddress)).toEqual([['s3cret'], ['s3cret', 's3cret2'], ['s3cret']])
  })
})
