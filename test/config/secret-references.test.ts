import { mkdir, mkdtemp, realpath, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UserError } from '../../src/base/user-error.ts'
import {
  credentialsOf,
  needsApproval,
  operatorSecrets,
  secretReader,
} from '../../src/config/secret-references.ts'

/** A folder of secrets as it is mounted into a container, and one beside it that nobody may name. */
let root: string
let allowed: string
let outside: string

const password = 'correct horse'

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'drs-chatops-secrets-')))
  allowed = join(root, 'secrets')
  outside = join(root, 'secrets-of-others')
  await mkdir(allowed)
  await mkdir(outside)
  await writeFile(join(outside, 'token'), 'xoxb-token')
  await writeFile(join(allowed, 'plain'), password)
})

afterAll(() => rm(root, { recursive: true, force: true }))

const anywhere = { connections: ['*'], roles: [], hosts: ['*'] }

const reading = (reference: string, patterns = [`file:${allowed}/*`], env = {}) =>
  secretReader({ scopes: [{ ...anywhere, references: patterns }], own: [] }, env)(reference, {
    connection: 'prod',
    addresses: ['192.0.2.7'],
  })

async function refusal(read: Promise<string>): Promise<UserError> {
  const error = await read.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof UserError) return error
  throw new Error(`not refused but ${String(error)}`)
}

async function file(name: string, content: string): Promise<string> {
  await writeFile(join(allowed, name), content)
  return `file:${join(allowed, name)}`
}

describe('references to the environment', () => {
  const env = { DB_SHOP: password, DBX: 'not yours', SLACK_BOT_TOKEN: 'xoxb-token', DB_EMPTY: '' }

  it.each(['env:DB_SIGNING', 'file:/run/secrets/sk', 'file:/run/secrets/../secrets/./sk'])(
    'of the keys of a connection are nobody’s, whatever fits them: %s',
    async (reference) => {
      const scopes = [{ ...anywhere, references: ['env:*', 'file:/*'] }]
      const own = ['env:DB_SIGNING', 'file:/run/secrets/sk']
      const use = { connection: 'prod', addresses: ['192.0.2.7'], approved: true }
      const read = secretReader({ scopes, own }, { DB_SIGNING: 'a key' })
      expect((await refusal(read(reference, use))).text.en).toContain('is not allowed')
      expect(() => needsApproval({ scopes, own }, reference, use)).toThrow('is not allowed')
    },
  )

  it('are read if they fit the list', async () => {
    expect(await reading('env:DB_SHOP', ['env:DB_*'], env)).toBe(password)
  })

  it.each([
    'SLACK_BOT_TOKEN',
    'SLACK_APP_TOKEN',
    'SLACK_SIGNING_SECRET',
    'REDIS_URL',
    'HUAWEICLOUD_SDK_SK',
    'DRS_CHATOPS_KEY',
  ])('do not lead to the %s of the bot, whatever the list says', async (name) => {
    const own = { [name]: 'xoxb-token' }
    const refused = await refusal(reading(`env:${name}`, ['env:DB_*', 'env:*'], own))
    expect(refused.text.en).toContain('is not allowed')
    expect(refused.text['zh-CN']).toContain('不允许使用引用')
    expect(JSON.stringify(refused.text)).not.toContain('xoxb-token')
  })

  it.each(['env:DB_MISSING', 'env:DB_EMPTY'])('say that there is nothing at %s', async (reference) => {
    expect((await refusal(reading(reference, ['env:DB_*'], env))).text.en).toContain('There is nothing at')
  })

  it('do not find what every object has', async () => {
    const refused = await refusal(reading('env:constructor', ['env:*'], env))
    expect(refused.text.en).toContain('There is nothing at')
  })

  it.each([
    ['env:DB.SHOP', 'env:DBXSHOP'],
    ['env:DB_?', 'env:DB_S'],
    ['env:DB_[A-Z]', 'env:DB_S'],
    ['env:(DB|DBX)', 'env:DBX'],
    ['env:DB_SHOP|env:.*', 'env:DBX'],
    ['env:DB_SHO+P', 'env:DB_SHOOP'],
  ])('take the pattern %s literally, so %s does not fit', async (pattern, reference) => {
    const values = { [reference.slice(4)]: 'not yours' }
    expect((await refusal(reading(reference, [pattern], values))).text.en).toContain('is not allowed')
  })

  it('fit as a whole, not in part', async () => {
    expect((await refusal(reading('env:MY_DB_SHOP', ['env:DB_*'], { MY_DB_SHOP: 'x' }))).text.en).toContain(
      'not allowed',
    )
  })
})

describe('what is no reference', () => {
  it.each(['hunter2', 'vault:hunter2', 'file:hunter2', 'env:', 'env:hunter-2', 'file:../hunter2', ''])(
    '“%s” is refused without repeating it: it may be the password',
    async (given) => {
      const refused = await refusal(reading(given, ['env:*', 'file:/*']))
      expect(refused.text.en).toContain('That is not a reference')
      expect(JSON.stringify(refused.text)).not.toContain('hunter')
    },
  )
})

describe('references to files', () => {
  it.each([
    ['without an end of line', 'a b', 'a b'],
    ['with an end of line', 'a b\n', 'a b'],
    ['with one of Windows', 'a b\r\n', 'a b'],
    ['that ends in an empty line', 'a b\n\n', 'a b\n'],
    ['with blanks at its ends', ' a b \n', ' a b '],
    ['of several lines', '-----BEGIN\nx\n-----END\n', '-----BEGIN\nx\n-----END'],
  ])('read a file %s', async (name, content, read) => {
    expect(await reading(await file(name.replaceAll(' ', '-'), content))).toBe(read)
  })

  it.each([
    ['an empty file', ''],
    ['only an end of line', '\n'],
  ])('say that there is nothing in %s', async (name, content) => {
    const refused = await refusal(reading(await file(name.replaceAll(' ', '-'), content)))
    expect(refused.text.en).toContain('There is nothing at')
  })

  it('say that there is nothing where there is no file', async () => {
    const refused = await refusal(reading(`file:${allowed}/missing`))
    expect(refused.text.en).toContain('There is nothing at')
    expect(refused.text['zh-CN']).toContain('没有内容')
  })

  it('read a password of the largest size, and nothing larger', async () => {
    const largest = await file('largest', 'x'.repeat(64 * 1024))
    expect(await reading(largest)).toHaveLength(64 * 1024)
    const huge = await file('huge', '')
    await truncate(join(allowed, 'huge'), 2 ** 34)
    expect((await refusal(reading(huge))).text.en).toContain('not a password')
  })

  it('read no folder', async () => {
    await mkdir(join(allowed, 'folder'))
    expect((await refusal(reading(`file:${allowed}/folder`))).text.en).toContain('not a password')
  })

  it.each(['../secrets-of-others/token', 'x/../../secrets-of-others/token', './/../secrets-of-others/token'])(
    'do not climb out of the folder with %s',
    async (path) => {
      const refused = await refusal(reading(`file:${allowed}/${path}`))
      expect(refused.text.en).toContain('is not allowed')
    },
  )

  it('may climb inside of it', async () => {
    expect(await reading(`file:${allowed}/x/../plain`)).toBe(password)
  })

  it('do not follow a link out of the folder', async () => {
    await symlink(join(outside, 'token'), join(allowed, 'stolen'))
    await symlink(outside, join(allowed, 'door'))
    for (const path of ['stolen', 'door/token']) {
      const refused = await refusal(reading(`file:${allowed}/${path}`))
      expect(refused.text.en).toContain('is not allowed')
      expect(JSON.stringify(refused.text)).not.toContain('xoxb-token')
    }
  })

  it('say that there is nothing behind a broken link', async () => {
    await symlink(join(allowed, 'nowhere'), join(allowed, 'broken'))
    expect((await refusal(reading(`file:${allowed}/broken`))).text.en).toContain('There is nothing at')
  })

  it('follow the links by which Kubernetes changes mounted secrets, also for a single named file', async () => {
    await mkdir(join(allowed, '..2026_11_20'))
    await writeFile(join(allowed, '..2026_11_20', 'db_shop'), `${password}\n`)
    await symlink('..2026_11_20', join(allowed, '..data'))
    await symlink(join('..data', 'db_shop'), join(allowed, 'db_shop'))
    const reference = `file:${allowed}/db_shop`
    for (const pattern of [`file:${allowed}/*`, `file:${allowed}/db_*`, reference]) {
      expect(await reading(reference, [pattern])).toBe(password)
    }
  })

  it('may name the folder by a link, as /var/run is one', async () => {
    await symlink(allowed, join(root, 'by-link'))
    expect(await reading(`file:${root}/by-link/plain`, [`file:${root}/by-link/*`])).toBe(password)
  })
})

describe('the credentials of a connection', () => {
  it('are read anew for every use, from wherever the operator says', async () => {
    const env: Record<string, string> = { ANY_AK: 'ak-1' }
    const sk = await file('sk', 'sk-1\n')
    const keys = credentialsOf({ kind: 'keys', ak: 'env:ANY_AK', sk }, operatorSecrets(env))
    if (typeof keys !== 'function') throw new Error('keys are read by a function')
    expect(await keys()).toEqual({ ak: 'ak-1', sk: 'sk-1' })
    env.ANY_AK = 'ak-2'
    await file('sk', 'sk-2\n')
    expect(await keys()).toEqual({ ak: 'ak-2', sk: 'sk-2' })
  })

  it('of a temporary key have its token, those of a user his password', async () => {
    const read = operatorSecrets({ A: 'a', S: 's', T: 't', P: 'p' })
    const keys = credentialsOf({ kind: 'keys', ak: 'env:A', sk: 'env:S', securityToken: 'env:T' }, read)
    if (typeof keys !== 'function') throw new Error('keys are read by a function')
    expect(await keys()).toEqual({ ak: 'a', sk: 's', securityToken: 't' })
    const place = { user: 'u', domain: 'd', project: 'p', endpoint: 'https://iam' }
    const user = credentialsOf({ kind: 'user', ...place, password: 'env:P' }, read)
    if (typeof user === 'function') throw new Error('a user logs in')
    expect(user).toMatchObject({
      kind: 'token',
      user: 'u',
      domain: 'd',
      project: 'p',
      iamEndpoint: 'https://iam',
    })
    expect(await user.password()).toBe('p')
  })
})
