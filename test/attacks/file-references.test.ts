import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UserError } from '../../src/base/user-error.ts'
import { secretReader } from '../../src/config/secret-references.ts'

/** Somebody names a file that is none of theirs, so that the bot sends it to a database of theirs as a password. */
let root = ''
const loot = 'the-bot-token'

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'secrets-'))
  await mkdir(join(root, 'allowed'))
  await mkdir(join(root, 'allowed-not'))
  await writeFile(join(root, 'token'), loot)
  await writeFile(join(root, 'allowed-not', 'token'), loot)
  await writeFile(join(root, 'allowed', 'db'), 'a-password')
  await symlink(join(root, 'token'), join(root, 'allowed', 'link'))
  await symlink(root, join(root, 'allowed', 'door'))
  await symlink('/proc/self/environ', join(root, 'allowed', 'environ'))
  await writeFile(join(root, 'allowed', 'sk'), loot)
  await symlink(join(root, 'allowed', 'sk'), join(root, 'allowed', 'key'))
})

afterAll(() => rm(root, { recursive: true, force: true }))

const read = (path: string) =>
  secretReader(
    {
      scopes: [{ references: [`file:${root}/allowed/*`], connections: ['*'], roles: [], hosts: ['*'] }],
      own: [`file:${root}/allowed/sk`],
    },
    { SLACK_BOT_TOKEN: loot },
  )(path.replaceAll('ROOT', root), { connection: 'prod', addresses: ['192.0.2.7'] })

describe('a reference to a file', () => {
  it('of the allowed folder is read', async () => {
    expect(await read('file:ROOT/allowed/db')).toBe('a-password')
  })

  it.each([
    ['climbs out', 'file:ROOT/allowed/../token'],
    ['climbs out of a folder that is not there', 'file:ROOT/allowed/x/../../token'],
    ['climbs out with doubled signs', 'file:ROOT/allowed//..//token'],
    ['climbs to the root', 'file:ROOT/allowed/../../../../../../../../proc/self/environ'],
    ['climbs in another notation', 'file:ROOT/allowed/%2e%2e/token'],
    ['climbs in the notation of Windows', 'file:ROOT/allowed/..\\token'],
    ['climbs with wide dots', 'file:ROOT/allowed/．．/token'],
    ['ends early with NUL', 'file:ROOT/allowed/db\0/../../token'],
    ['hides NUL', 'file:ROOT/token\0ROOT/allowed/db'],
    ['goes through a link to a file', 'file:ROOT/allowed/link'],
    ['goes through a link to a folder', 'file:ROOT/allowed/door/token'],
    ['goes through a link to the environment', 'file:ROOT/allowed/environ'],
    ['is a key of the bot itself', 'file:ROOT/allowed/sk'],
    ['is a key of the bot in another notation', 'file:ROOT/allowed/./x/..//sk'],
    ['is a link to a key of the bot', 'file:ROOT/allowed/key'],
    ['is the environment of the bot', 'file:/proc/self/environ'],
    ['is what the bot has open', 'file:/proc/self/fd/0'],
    ['is a folder beside that begins alike', 'file:ROOT/allowed-not/token'],
    ['is a device', 'file:/dev/stdin'],
    ['is the folder itself', 'file:ROOT/allowed/'],
    ['is an address', 'file://evil.example/token'],
    ['is relative', 'file:allowed/db'],
    ['goes on in a second line', 'file:/etc/passwd\nfile:ROOT/allowed/db'],
    ['is in the environment', 'env:SLACK_BOT_TOKEN'],
    ['is another kind', 'http://127.0.0.1/token'],
    ['is one of the bot’s own', 'kept:ROOT/allowed/db'],
  ])('that %s is refused without giving anything away', async (_, reference) => {
    const error: unknown = await read(reference).catch((refused: unknown) => refused)
    expect(error).toBeInstanceOf(UserError)
    expect(String(error)).not.toContain(loot)
  })
})
