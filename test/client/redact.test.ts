import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { secretMark } from '../../src/base/secret-mark.ts'
import { knownValues, redact, redactText, secretNames, secretValues } from '../../src/client/redact.ts'
import { secret } from '../../src/drs/operation.ts'

const schema = z.looseObject({
  results: z.array(
    z.looseObject({
      db_user: z.string().optional(),
      pass_phrase: secret(z.string()).nullable().optional(),
      hidden: secret(z.union([z.string(), z.number()]).nullish()).describe('a key'),
      nested: z
        .record(z.string(), z.union([z.looseObject({ pin: secret(z.string()) }), z.null()]))
        .optional(),
    }),
  ),
})

describe('secretNames', () => {
  it('finds marked fields under arrays, records, unions and optionals', () => {
    expect([...secretNames(schema)].sort()).toEqual(['hidden', 'pass_phrase', 'pin'])
  })

  it('survives a schema that contains itself', () => {
    const tree = z.looseObject({
      code: secret(z.string()),
      get children() {
        return z.array(tree)
      },
    })
    expect([...secretNames(tree)]).toEqual(['code'])
  })
})

describe('redact', () => {
  it('replaces what the schema declares secret, wherever it stands', () => {
    const answer = { results: [{ db_user: 'root', pass_phrase: 'x', hidden: 42 }], extra: { pin: '1234' } }
    expect(redact(answer, { names: secretNames(schema), values: [] })).toEqual({
      results: [{ db_user: 'root', pass_phrase: secretMark, hidden: secretMark }],
      extra: { pin: secretMark },
    })
  })

  it.each([
    'db_password',
    'full_trans_user_pwd',
    'ssl_cert_key',
    'trust_store_key',
    'key_store_key',
    'X-Security-Token',
    'secretKey',
    'private_key',
    'sk',
    'ak',
    'key_tab_file',
    'dbPassword',
    'passwd',
  ])('replaces %s without any schema', (name) => {
    expect(redact({ a: [{ [name]: 'value' }] })).toEqual({ a: [{ [name]: secretMark }] })
    expect(redact({ [name]: { deep: 'value' } })).toEqual({ [name]: secretMark })
  })

  it.each(['ssl_cert_name', 'key', 'task_type', 'trust_store_key_name', 'primary_key', 'status', 'ask'])(
    'leaves %s alone',
    (name) => expect(redact({ [name]: 'value' })).toEqual({ [name]: 'value' }),
  )

  it('leaves nothing-values and booleans, which tell whether there is a secret', () => {
    const empty = { db_password: null, ssl_cert_key: '', set_private_key_password: false }
    expect(redact(empty)).toEqual(empty)
  })

  it('does not change its input', () => {
    const answer = Object.freeze({ db_password: 'value' })
    redact(answer)
    expect(answer.db_password).toBe('value')
  })
})

describe('texts', () => {
  it.each([
    ['url=jdbc:mysql://h:3306?user=root&password=hunter22&useSSL=false', 'password=***&useSSL=false'],
    ['{"dbPassword":"hunter22","dbUser":"root"}', '{"dbPassword":"***","dbUser":"root"}'],
    ['{\\"db_password\\":\\"hunter22\\"}', '{\\"db_password\\":\\"***\\"}'],
  ])('%s', (text, expected) => {
    expect(redactText(text)).toContain(expected)
    expect(redactText(text)).not.toContain('hunter22')
  })

  it('keeps sentences about passwords readable', () => {
    const text = 'The database username or password is incorrect: check the password.'
    expect(redactText(text)).toBe(text)
  })

  it('replaces the secrets that were sent, in whatever text they return', () => {
    const sent = secretValues({ jobs: [{ db_password: 'hunter22', db_user: 'root' }] }, new Set())
    expect(sent).toEqual(['hunter22'])
    const values = knownValues(sent)
    expect(redact({ echo: 'you sent hunter22!' }, { names: new Set(), values })).toEqual({
      echo: 'you sent ***!',
    })
  })

  it('leaves names, ids and statuses as they are, whatever was sent', () => {
    const values = knownValues(['orders-prod-1', 'INCRE_TRANSFER_STARTED'])
    const task = { id: 'orders-prod-1', name: 'orders-prod-1', status: 'INCRE_TRANSFER_STARTED' }
    expect(redact({ jobs: [task] }, { names: new Set(), values })).toEqual({ jobs: [task] })
  })

  it('leaves what no one could tell from another word', () => {
    expect(knownValues(['elements', 'x', 'aaaaaaaaa1'])).toEqual([])
  })
})
