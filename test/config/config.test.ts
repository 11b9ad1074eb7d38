import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ConfigError, configToStart, readConfig } from '../../src/config/config.ts'
import { defaultRules, policyForScope } from '../../src/domain/approvals/rules.ts'

const usualSecrets = [
  { references: ['env:DB_*', 'file:/run/secrets/*'], connections: ['*'], roles: [], hosts: [] },
]

let folder: string
let files = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drs-chatops-config-'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** All that the bot needs, without a file; the folder of the tests has none either. */
const complete = {
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_APP_TOKEN: 'xapp-1',
  REDIS_URL: 'redis://127.0.0.1:6379',
  HUAWEICLOUD_SDK_AK: 'AK',
  HUAWEICLOUD_SDK_SK: 'SK',
  DRS_PROJECT_ID: '054ba152d480d55b2f5dc0069e7ddef0',
  DRS_REGION: 'eu-west-101',
}
const { HUAWEICLOUD_SDK_AK: _ak, HUAWEICLOUD_SDK_SK: _sk, ...shared } = complete
const { DRS_PROJECT_ID: _project, DRS_REGION: _region, ...tokens } = shared

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

async function fileWith(text: string): Promise<string> {
  const path = join(folder, `${files++}.yml`)
  await writeFile(path, text)
  return path
}

async function withFile(text: string) {
  return { ...tokens, DRS_CHATOPS_CONFIG: await fileWith(text) }
}

/** What the file is told, without its own path. */
async function complaints(text: string): Promise<readonly string[]> {
  const env = await withFile(text)
  return problemsOf(env).map((problem) => problem.replace(env.DRS_CHATOPS_CONFIG, 'file'))
}

function everybody(...roles: readonly string[]) {
  return roles.map((role) => ({ role, users: ['*'], connections: ['*'], channels: ['*'] }))
}

describe('the environment alone', () => {
  it('is enough for one connection, in which every member may look', () => {
    const config = readConfig(complete)
    expect(config).toEqual({
      slack: { botToken: 'xoxb-1', transport: { mode: 'socket', appToken: 'xapp-1' } },
      redisUrl: 'redis://127.0.0.1:6379',
      logLevel: 'info',
      connections: [
        {
          name: 'eu-west-101',
          region: 'eu-west-101',
          endpoint: 'https://drs.eu-west-101.myhuaweicloud.eu',
          projectId: complete.DRS_PROJECT_ID,
          generations: ['v3'],
          credentials: { kind: 'keys', ak: 'env:HUAWEICLOUD_SDK_AK', sk: 'env:HUAWEICLOUD_SDK_SK' },
        },
      ],
      grants: everybody('viewer'),
      secrets: usualSecrets,
      polling: { motion: 5_000, steady: 30_000, discovery: 60_000 },
      watch: { groupMs: 2_000, repeatMs: 14_400_000, paceMs: 1_000 },
      callsPerMinute: 60,
      secretsKeepMs: 24 * 60 * 60_000,
      groups: [],
      approvals: defaultRules,
      auditKeepMs: 400 * 24 * 60 * 60_000,
    })
  })

  it('lets every member act and approve only if it says so', () => {
    const config = readConfig({ ...complete, DRS_CHATOPS_ACCESS: 'everyone' })
    expect(config.grants).toEqual(everybody('operator', 'approver'))
    expect(problemsOf({ ...complete, DRS_CHATOPS_ACCESS: 'all' })).toEqual([
      'DRS_CHATOPS_ACCESS is “all”; use everyone, or name people in the list access of drs-chatops.yml.',
    ])
  })

  it('holds no key itself, only where it is', () => {
    expect(JSON.stringify(readConfig({ ...complete, HUAWEICLOUD_SDK_SK: 'very-secret' }))).not.toContain(
      'very-secret',
    )
  })

  it('names everything that is missing at once, with the remedy', () => {
    const problems = problemsOf({})
    const named = [...Object.keys(complete)]
    for (const name of named) expect(problems.filter((problem) => problem.startsWith(name))).toHaveLength(1)
    expect(problems).toHaveLength(named.length)
    for (const problem of problems) expect(problem).toMatch(/Take it from|Set it|Set one of them/)
  })

  it.each([
    ['SLACK_BOT_TOKEN', 'xapp-wrong-one', 'does not begin with xoxb-'],
    ['SLACK_APP_TOKEN', 'xoxb-wrong-one', 'does not begin with xapp-'],
    ['REDIS_URL', 'http://:wrong-one@host', 'redis://[user:password@]host'],
    ['REDIS_URL', 'wrong-one', 'redis+sentinel://'],
    ['REDIS_URL', 'redis+sentinel://:wrong-one@host:26379', 'name-of-the-primary'],
    ['SLACK_API_URL', 'slack.wrong-one', 'https:// or http://'],
    ['DRS_ENDPOINT', 'drs.wrong-one', 'https:// or http://'],
    ['DRS_REGION', 'Europe/wrong-one', 'eu-west-101'],
    ['DRS_CHATOPS_KEY', 'wrong-one', 'openssl rand -base64 32'],
  ])('%s that is malformed is named, and not repeated', (name, value, remedy) => {
    const problems = problemsOf({ ...complete, [name]: value })
    expect(problems).toEqual([expect.stringContaining(remedy)])
    expect(problems[0]).toContain(name)
    expect(problems.join()).not.toContain('wrong-one')
  })

  it.each([
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['PORT', 'http'],
    ['LOG_LEVEL', 'loud'],
  ])('%s=%s is refused with what is possible', (name, value) => {
    const { SLACK_APP_TOKEN: _, ...rest } = complete
    const problems = problemsOf({ ...rest, SLACK_SIGNING_SECRET: 'abc', [name]: value })
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name} is “${value}”; use`))])
  })

  it('chooses HTTP when there is a signing secret and no token for Socket Mode', () => {
    const { SLACK_APP_TOKEN: _, ...rest } = complete
    const http = { ...rest, SLACK_SIGNING_SECRET: 'abc' }
    const transport = (env: Record<string, string>) => readConfig(env).slack.transport
    expect(transport(http)).toEqual({ mode: 'http', signingSecret: 'abc', port: 3000 })
    expect(transport({ ...http, PORT: '8080' })).toMatchObject({ port: 8080 })
    expect(transport({ ...complete, SLACK_SIGNING_SECRET: 'abc' })).toMatchObject({ mode: 'socket' })
  })

  it('takes other addresses and a key of 32 bytes', () => {
    const key = Buffer.alloc(32, 7)
    const config = readConfig({
      ...complete,
      DRS_ENDPOINT: 'http://127.0.0.1:9',
      SLACK_API_URL: 'http://127.0.0.1:8/api/',
      DRS_CHATOPS_KEY: key.toString('base64'),
    })
    expect(config.connections[0]?.endpoint).toBe('http://127.0.0.1:9')
    expect(config.slack.apiUrl).toBe('http://127.0.0.1:8/api/')
    expect(config.keys).toEqual([key])
  })
})

describe('a file', () => {
  const connection = `
connections:
  prod-eu:
    region: eu-west-101
    projectId: p1
    ak: env:PROD_AK
    sk: file:/run/secrets/sk
`

  it('gives a connection the limits of its watches, and the default for what it does not speak of', async () => {
    const limits = async (text: string) =>
      readConfig(await withFile(`${connection}    watch: { limits: ${text} }\n`)).connections[0]?.limits
    const minute = 60_000
    const usual = { aboveMs: minute, forMs: 3 * minute, from: 'default' }
    expect(await limits('{ lag: 30s for 5m, rto: 1m }')).toEqual([
      { metric: 'lag', aboveMs: 30_000, forMs: 5 * minute, from: 'connection' },
      { metric: 'rpo', ...usual },
      { metric: 'rto', aboveMs: minute, forMs: 0, from: 'connection' },
    ])
    expect(await limits('{ lag: off, rpo: Off }')).toEqual([])
    expect(await complaints(`${connection}    watch: { limits: { lag: soon, cpu: 5s } }\n`)).toEqual([
      expect.stringContaining('line 8: connections.prod-eu.watch.limits.lag: must be a limit'),
      expect.stringContaining('connections.prod-eu.watch.limits'),
    ])
  })

  it('that is named must exist, and the variables of a single connection are not asked for', () => {
    const path = join(folder, 'missing.yml')
    expect(problemsOf({ ...tokens, DRS_CHATOPS_CONFIG: path })).toEqual([
      `${path} (DRS_CHATOPS_CONFIG) cannot be read: there is no such file.`,
    ])
  })

  it('that cannot be read is named too', () => {
    expect(problemsOf({ ...tokens, DRS_CHATOPS_CONFIG: folder })).toEqual([
      expect.stringContaining('cannot be read'),
    ])
  })

  it('needs connections only; without an access list nobody may do anything', async () => {
    const config = readConfig(await withFile(connection))
    expect(config).toMatchObject({
      connections: [
        {
          name: 'prod-eu',
          endpoint: 'https://drs.eu-west-101.myhuaweicloud.eu',
          generations: ['v3'],
          credentials: { kind: 'keys', ak: 'env:PROD_AK', sk: 'file:/run/secrets/sk' },
        },
      ],
      grants: [],
      secrets: usualSecrets,
      polling: { motion: 5_000, steady: 30_000, discovery: 60_000 },
      watch: { groupMs: 2_000, repeatMs: 14_400_000, paceMs: 1_000 },
      callsPerMinute: 60,
      approvals: defaultRules,
    })
    expect(config).not.toHaveProperty('auditChannel')
  })

  it('gives a role everywhere to everybody where it names nobody and no place', async () => {
    const config = readConfig(
      await withFile(`${connection}access:\n  - role: viewer\n  - { role: admin, users: [U01ALICE] }\n`),
    )
    expect(config.grants).toEqual([
      { role: 'viewer', users: ['*'], connections: ['*'], channels: ['*'] },
      { role: 'admin', users: ['U01ALICE'], connections: ['*'], channels: ['*'] },
    ])
  })

  it('lets every member act and approve only if it says so, whatever the environment says', async () => {
    const env = { ...(await withFile(connection)), DRS_CHATOPS_ACCESS: 'everyone' }
    expect(readConfig(env).grants).toEqual([])
    expect(readConfig(await withFile(`${connection}access: everyone\n`)).grants).toEqual(
      everybody('operator', 'approver'),
    )
  })

  it('says of a role what is wrong with it, and of another word which one there is', async () => {
    expect(await complaints(`${connection}access:\n  - { role: boss, users: [U1] }\n`)).toEqual([
      expect.stringMatching(/line \d+: access\.0\.role: .*viewer/),
    ])
    expect(await complaints(`${connection}access: all\n`)).toEqual([
      expect.stringMatching(/line \d+: access: .*everyone/),
    ])
  })

  it('keeps times in milliseconds and a default for the other one', async () => {
    const config = readConfig(await withFile(`${connection}polling: { motion: 0.5 }\ncallsPerMinute: 600\n`))
    expect(config).toMatchObject({ polling: { motion: 500, steady: 30_000 }, callsPerMinute: 600 })
  })

  it('says how it is told what happens', async () => {
    const config = readConfig(await withFile(`${connection}watch: { group: 0, repeat: 0.5 }\n`))
    expect(config.watch).toEqual({ groupMs: 0, repeatMs: 1_800_000, paceMs: 1_000 })
  })

  it.each([
    ['https://console.example.com/{region}/{project}#/task/{id}', undefined],
    ['https://console.example.com/drs', 'must have {id} where the ID of the task belongs'],
    ['http://console.example.com/{id}', 'must be an https:// address'],
    ['https://console.example.com/{id}?as={user}', 'must be an https:// address'],
    ['javascript:alert({id})', 'must be an https:// address'],
  ])('names the console as %s: %s', async (url, complaint) => {
    const text = `connections:\n  a: { region: x, projectId: p, endpoint: "https://drs.example.com", ak: env:A, sk: env:B, console: "${url}" }\n`
    const found = await complaints(text)
    if (complaint) expect(found).toEqual([expect.stringContaining(complaint)])
    else expect(readConfig(await withFile(text)).connections[0]?.console).toBe(url)
  })

  it('logs in as an IAM user where it says so', async () => {
    const iam = 'iam: { user: bot, domain: acme, password: env:IAM_PASSWORD }'
    const config = readConfig(
      await withFile(`connections:\n  a:\n    region: cn-south-2\n    projectId: p\n    ${iam}\n`),
    )
    expect(config.connections[0]).toMatchObject({
      generations: ['v5'],
      credentials: { kind: 'user', user: 'bot', project: 'cn-south-2', password: 'env:IAM_PASSWORD' },
    })
  })

  it.each([
    ['the region', 'region: cn-north-4, projectId: 0786C9D2', ''],
    [
      'the endpoint in other letters',
      'region: elsewhere, projectId: 0786c9d2',
      ', endpoint: "https://DRS.cn-north-4.myhuaweicloud.com:443/"',
    ],
  ])('is refused where two connections are one project by %s, with both names', async (_, where, more) => {
    const keys = 'ak: env:A, sk: env:B'
    const text = [
      'connections:',
      `  prod: { region: cn-north-4, projectId: 0786c9d2, endpoint: "https://drs.cn-north-4.myhuaweicloud.com", ${keys} }`,
      `  sandbox: { ${where}, ${keys}${more} }`,
    ]
    expect((await complaints(text.join('\n'))).join('\n')).toContain(
      'line 3: connections.sandbox: sandbox is the same project as prod',
    )
  })

  it('is refused with the line of every mistake at once', async () => {
    const text = [
      'connections:',
      '  prod eu:',
      '    region: eu-west-101',
      '    projectId: p1',
      '    ak: env:A',
      '    sk: env:B',
      '  prod-cn:',
      '    region: cn-north-4',
      '    ak: env:A',
      '    sk: env:B',
      '    proxy: none',
      'access:',
      '  - role: viewer',
      '  - role: boss',
      'secrets:',
      '  - env:DB_*',
      '  - vault:x',
      'polling:',
      '  motion: 0',
      'colour: blue',
    ].join('\n')
    const found = (await complaints(text)).map((line) => /^file, line (\d+): ([^:]+): /.exec(line)?.slice(1))
    expect(found).toEqual(
      expect.arrayContaining([
        ['2', 'connections.prod eu'],
        ['7', 'connections.prod-cn.projectId'],
        ['11', 'connections.prod-cn'],
        ['14', 'access.1.role'],
        ['17', 'secrets.1'],
        ['19', 'polling.motion'],
        ['20', 'file'],
      ]),
    )
  })

  it.each([
    ['nothing in it', '', 'connections'],
    ['another kind of content', '- a\n- b\n', 'file'],
    ['no connection', 'connections: {}\n', 'needs at least one connection'],
    [
      'half a key pair',
      'connections:\n  a: { region: r, projectId: p, ak: env:A }\n',
      'either ak and sk, or iam',
    ],
    [
      'keys and a user',
      'connections:\n  a: { region: r, projectId: p, ak: env:A, sk: env:B, iam: { user: u, domain: d, password: env:P } }\n',
      'either ak and sk, or iam',
    ],
    ['a name with a blank', `${connection}  prod eu: {}\n`, 'prod eu: may have letters, digits'],
    ['an address that is none', `${connection}    endpoint: drs.example.com\n`, 'https://'],
    ['the same connection twice', `${connection}  prod-eu: {}\n`, 'unique'],
    ['an unknown anchor', `${connection}access: *everybody\n`, 'everybody'],
  ])('with %s is refused', async (_, text, said) => {
    const problems = await complaints(text)
    expect(problems.length).toBeGreaterThan(0)
    expect(problems.join('\n')).toContain(said)
    expect(problems.every((problem) => problem.startsWith('file'))).toBe(true)
  })

  it.each([
    ['a key in place of its reference', connection.replace('env:PROD_AK', 'hunter2')],
    [
      'a password in place of its reference',
      connection.replace('file:/run/secrets/sk', '"hunter2 with blanks"'),
    ],
    ['a mistake of YAML beside a key', `${connection}    securityToken: "hunter2\n  x: [\n`],
    ['an unknown name with a secret', `${connection}    password: hunter2\n`],
    ['a reference that is none', connection.replace('env:PROD_AK', 'env:hunter2-x')],
  ])('with %s is refused without repeating it', async (_, text) => {
    const problems = await complaints(text)
    expect(problems.length).toBeGreaterThan(0)
    expect(problems.join()).not.toContain('hunter2')
  })

  const groups = `${connection}groups:
  dba: { users: [U02BOB, U03CAROL], userGroups: [S01DBA] }
  owners: { users: [U02BOB] }
  managers: { userGroups: [S02BOSS] }
`

  it('says what needs whose approval, before the rules that hold everywhere', async () => {
    const config = readConfig(
      await withFile(`${groups}approvals:
  - verbs: [switchover, cutover]
    connections: ['prod-*']
    tags: [env=prod]
    need: { dba: 2, owners: 1 }
    answerWithin: 30
    useWithin: 5
    escalateTo: managers
    gates: { comparisonWithin: 24, maxLag: 5, maxRpo: 10, maxRto: 60 }
  - { verbs: [stop], need: 3 }
  - { verbs: [delete], need: 0, gates: { maxLag: 0 } }
auditChannel: C0AUDIT
audit: { keepDays: 30 }
`),
    )
    const dba = { name: 'dba', users: ['U02BOB', 'U03CAROL'], userGroups: ['S01DBA'] }
    const owners = { name: 'owners', users: ['U02BOB'], userGroups: [] }
    const managers = { name: 'managers', users: [], userGroups: ['S02BOSS'] }
    expect(config.groups).toEqual([dba, owners, managers])
    expect(config.approvals[0]).toEqual({
      verbs: ['switchover', 'cutover'],
      connections: ['prod-*'],
      tags: ['env=prod'],
      policy: {
        need: [
          { group: dba, seats: 2 },
          { group: owners, seats: 1 },
        ],
        answerWithinMs: 30 * 60_000,
        useWithinMs: 5 * 60_000,
        escalateTo: managers,
        preconditions: {
          comparisonWithinMs: 24 * 60 * 60_000,
          maxLagMs: 5_000,
          maxRpoMs: 10_000,
          maxRtoMs: 60_000,
        },
      },
    })
    const seats = (verb: 'stop' | 'delete' | 'reset') =>
      policyForScope(config.approvals, { verb, connection: 'prod-eu', tags: [] })?.need.map(
        (need) => need.seats,
      )
    expect([seats('stop'), seats('delete'), seats('reset')]).toEqual([[3], [], [1]])
    expect(config).toMatchObject({ auditChannel: 'C0AUDIT', auditKeepMs: 30 * 24 * 60 * 60_000 })
  })

  it('takes user groups of Slack where it grants access', async () => {
    const config = readConfig(await withFile(`${connection}access: [{ role: viewer, users: [S01DBA] }]\n`))
    expect(config.grants[0]?.users).toEqual(['S01DBA'])
  })

  it.each([
    [
      'more people than the group has',
      '{ verbs: [switchover], connections: [prod-eu], need: { owners: 2 } }',
      'approvals.0: prod-eu switchover needs 2 people of owners, but the group has 1: add people or lower the number',
    ],
    [
      'a group that is not there',
      '{ verbs: [stop], need: { ops: 1 } }',
      'approvals.0: there is no group “ops”',
    ],
    [
      'nobody of that name to turn to',
      '{ verbs: [stop], need: 1, escalateTo: ops }',
      'approvals.0: there is no group “ops”',
    ],
    [
      'no time to answer',
      '{ verbs: [stop], need: 1, answerWithin: 0 }',
      'answerWithin has to be between 1 and',
    ],
    ['too long a time', '{ verbs: [stop], need: 1, useWithin: 1441 }', 'between 1 and 1440 minutes'],
    ['an unknown verb', '{ verbs: [explode], need: 1 }', 'approvals.0.verbs.0'],
    ['no verb', '{ need: 1 }', 'approvals.0.verbs'],
    [
      'a wrong number',
      '{ verbs: [stop], need: 1.5 }',
      'approvals.0.need: must be a number of people, or groups',
    ],
    ['no seat for a group', '{ verbs: [stop], need: { dba: 0 } }', 'approvals.0.need.dba: must be 1 or more'],
    [
      'a connection that is not there',
      "{ verbs: [stop], connections: ['prd-*'], need: 1 }",
      'approvals.0.connections.0: fits no connection: prod-eu',
    ],
    ['a negative limit', '{ verbs: [stop], need: 1, gates: { maxLag: -1 } }', 'approvals.0.gates.maxLag'],
  ])('is refused for a rule with %s, at its line', async (_, rule, said) => {
    const problems = await complaints(`${groups}approvals:\n  - ${rule}\n`)
    expect(problems).toEqual([expect.stringContaining(said)])
    expect(problems[0]).toMatch(/^file, line 13: /)
  })

  it.each(['policy', 'access', "'*'"])('is refused if a rule about %s needs nobody', async (verb) => {
    const found = await complaints(`${connection}approvals: [{ verbs: [${verb}], need: 0 }]\n`)
    expect(found.join('\n')).toContain('always need approval')
  })

  it('is refused if a rule about access or policy needs more admins than there could be', async () => {
    const access = 'access: [{ role: admin, users: [U1, U2] }]\ngroups: { dba: { users: [U3, U4] } }\n'
    const of = async (rule: string) =>
      (await complaints(`${connection}${access}approvals: [${rule}]\n`)).join('\n')
    expect(await of('{ verbs: [policy], need: { admins: 2 } }')).toContain('too few admins could approve')
    expect(await of("{ verbs: ['*'], need: { dba: 1 } }")).toContain('too few admins could approve')
    expect(
      readConfig(await withFile(`${connection}${access}approvals: [{ verbs: [stop], need: { dba: 1 } }]\n`)),
    ).toBeDefined()
    const everybody = access.replace('U1, U2', "'*'")
    const rule = "approvals: [{ verbs: ['*'], need: { dba: 1 } }]\n"
    expect(readConfig(await withFile(`${connection}${everybody}${rule}`))).toBeDefined()
  })

  it('is refused if different people cannot be found for all seats', async () => {
    const text = groups.replace(', userGroups: [S01DBA]', '').replace('U02BOB, U03CAROL', 'U02BOB')
    const problems = await complaints(
      `${text}approvals:\n  - { verbs: [stop], need: { dba: 1, owners: 1 } }\n`,
    )
    expect(problems).toEqual([expect.stringContaining('needs 2 different people for dba and owners')])
  })

  it.each([
    ['nobody in it', 'empty: {}', 'groups.empty: has nobody in it'],
    ['a name of the bot’s own', 'approvers: { users: [U1] }', 'is a group of the bot'],
    ['a name instead of an ID', 'x: { users: [bob] }', 'must be the ID of a Slack user'],
    ['a user among the user groups', 'x: { userGroups: [U01BOB] }', 'must be the ID of a Slack user group'],
  ])('is refused for a group with %s', async (_, group, said) => {
    expect(await complaints(`${connection}groups:\n  ${group}\n`)).toEqual([expect.stringContaining(said)])
  })

  it.each([
    ['auditChannel: audit', 'auditChannel: must be the ID of a channel'],
    ['audit: { keepDays: 0 }', 'audit.keepDays'],
  ])('with “%s” is refused', async (text, said) => {
    expect(await complaints(`${connection}${text}\n`)).toEqual([expect.stringContaining(said)])
  })
})

describe('a start', () => {
  const text = `
connections:
  prod: { region: eu-west-101, projectId: p1, ak: env:PROD_AK, sk: env:PROD_SK }
  files: { region: eu-west-101, projectId: p2, ak: file:/run/ak, sk: file:/run/sk }
  user: { region: eu-west-101, projectId: p3, iam: { user: bot, domain: ops, password: env:IAM_PASSWORD } }
`
  const start = async (env: Record<string, string>) => {
    const all = { ...(await withFile(text)), ...env }
    try {
      return configToStart(all).connections.length
    } catch (error) {
      if (error instanceof ConfigError) return error.problems
      throw error
    }
  }

  it('finds the variables that the file names for its connections', async () => {
    expect(await start({ PROD_AK: 'a', PROD_SK: 'b', IAM_PASSWORD: 'c' })).toBe(3)
  })

  it('names each that is not set or empty, and what it is for', async () => {
    expect(await start({ PROD_AK: 'a', PROD_SK: ' ' })).toEqual([
      'PROD_SK is missing: the connection prod names it as sk. Set it, or name another.',
      'IAM_PASSWORD is missing: the connection user names it as password. Set it, or name another.',
    ])
  })
})
