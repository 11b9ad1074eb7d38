import { describe, expect, it } from 'vitest'
import { parseAccessChange } from '../../src/domain/access/access-change.ts'
import type { Grant } from '../../src/domain/access/roles.ts'
import type { RequestDraft } from '../../src/domain/approvals/request.ts'
import { grant, seedTask, stage } from './stage.ts'

/** Who may do what, asked by those who may and by those who may not. */
const world = { prod: [seedTask('orders', 'CONFIGURATION')] }
const both = { 'prod-eu': [], lab: [] }
const admin = grant('admin', 'UADMIN')

describe('access', () => {
  it('tells somebody without any role why that is so', async () => {
    const { say } = await stage(world, { grants: [grant('operator', 'UBOB')] })
    const mine = await say('access')
    expect(mine.json).toContain('<@UALICE>')
    expect(mine.plain).toMatch(/Roles\W+none/)
    expect(mine.plain).toMatch(/May not.*\/drs show/s)
    const verb = await say('access <@UALICE> start')
    expect(verb.plain).toContain('No: /drs start')
    expect(verb.plain).toContain('It needs the role operator.')
    expect(verb.plain).toContain('No grant gives this person the role')
  })

  it('does not tell them about others', async () => {
    const { say } = await stage(world, { grants: [grant('operator', 'UBOB')] })
    expect((await say('access <@UBOB>')).plain).toContain('Only viewers of ')
  })

  it('names the grant that lets somebody do it, and the group through which it does', async () => {
    const grants: readonly Grant[] = [
      grant('viewer', 'UALICE'),
      { role: 'operator', users: ['S01DBA'], connections: ['pro*'], channels: ['C1'] },
    ]
    const { say, memory } = await stage(world, { grants })
    memory.people.set('UBOB', { locale: 'en', groups: ['S01DBA'] })
    const { plain, json } = await say('access <@UBOB|bob> start')
    expect(plain).toContain('Yes: /drs start')
    expect(plain).toContain('pro*')
    expect(plain).toContain('configuration file')
    expect(json).toContain('<!subteam^S01DBA>')
  })

  it('says where else somebody has the role', async () => {
    const grants: readonly Grant[] = [
      grant('viewer', '*'),
      { role: 'approver', users: ['UBOB'], connections: ['*'], channels: ['C2'] },
    ]
    const { say } = await stage(world, { grants })
    const { plain, json } = await say('access <@UBOB> approve')
    expect(plain).toContain('No: /drs approve')
    expect(plain).toContain('Has the role, but not here')
    expect(json).toContain('<#C2>')
  })

  it('puts what Slack says of a person before every grant', async () => {
    const { say, memory } = await stage(world, { grants: [grant('admin', '*')] })
    const refused = { en: 'This account is deactivated.', 'zh-CN': '该账号已停用。' }
    memory.people.set('UGONE', { locale: 'en', refused, groups: [] })
    expect((await say('access <@UGONE> show')).plain).toMatch(/No: \/drs show.*deactivated/s)
    const all = (await say('access <@UGONE>', 'ULIWEI')).plain
    expect(all).toContain('该账号已停用。')
    expect(all).not.toContain('可执行\n')
  })

  it.each([
    ['access @bob', 'Name people and groups as mentions'],
    ['access <!subteam^S01DBA>', 'not a user group'],
    ['access <@UBOB> strat', 'Did you mean start?'],
  ])('does not know what to make of /drs %s', async (typed, words) => {
    const { say } = await stage(world, { grants: [grant('viewer', '*')] })
    expect((await say(typed)).plain).toContain(words)
  })
})

describe('the list of grants', () => {
  it('is for admins', async () => {
    const { say } = await stage(world, { grants: [admin, grant('operator', 'UALICE')] })
    expect((await say('access --list')).plain).toContain('Only admins of ')
    const { plain, json } = await say('access --list', 'UADMIN')
    expect(plain).toMatch(/admin.*operator/s)
    expect(json).toContain('<@UALICE>')
    expect(json).not.toContain('cmd:access:revoke')
  })

  it('leads to a form in which a role can be given', async () => {
    const { say, click, slack } = await stage(world, { grants: [admin] })
    expect((await say('access --list', 'UADMIN')).json).toContain('"action_id":"cmd:access:form"')
    await click('cmd:access:form', '-', 'UADMIN')
    const blocks = slack.shown.at(-1)?.blocks.map((block) => block.block_id)
    expect(blocks).toEqual(expect.arrayContaining(['user', 'grant', 'connections', 'channels', 'reason']))
  })

  it('offers to take back what was given from Slack', async () => {
    const given = { ...grant('operator', 'UALICE'), id: '3f2a91c0-0000' }
    const { say } = await stage(world, { grants: [admin, given] })
    const { json } = await say('access --list', 'UADMIN')
    expect(json).toContain('"action_id":"cmd:access:revoke"')
    expect(json).toContain('"value":"3f2a91c0"')
  })
})

describe('a change of access', () => {
  /** What is asked for instead of being done. */
  async function asking(grants: readonly Grant[], worldOf: Parameters<typeof stage>[0] = world) {
    const drafts: RequestDraft[] = []
    const request = async (draft: RequestDraft) => {
      drafts.push(draft)
      throw new Error('asked')
    }
    const staged = await stage(worldOf, { grants, approvals: { request } })
    return { ...staged, drafts }
  }

  it('becomes an approval request with exactly what is to be changed', async () => {
    const { say, drafts } = await asking([admin])
    await say('access <@UBOB> --grant approver --channels *,<#C2|dba> --reason "on call"', 'UADMIN')
    const [draft] = drafts
    expect(draft).toMatchObject({ connection: 'prod', reason: 'on call' })
    if (draft?.payload.kind !== 'change') throw new Error('no change')
    expect(draft.payload).toMatchObject({ verb: 'access' })
    expect(draft.payload.title.en).toBe('Give UBOB the role approver for connections prod in channels *, C2')
    expect(parseAccessChange(draft.payload.change)).toEqual({
      ...{ kind: 'grant', role: 'approver', users: ['UBOB'], connections: ['prod'], channels: ['*', 'C2'] },
    })
  })

  it('holds for this channel and its connection if nothing else is said', async () => {
    const { say, drafts } = await asking([admin])
    await say('access <!subteam^S01DBA|@dba> --grant viewer --reason why', 'UADMIN')
    expect(JSON.stringify(drafts)).toContain(
      '\\"users\\":[\\"S01DBA\\"],\\"connections\\":[\\"prod\\"],\\"channels\\":[\\"C1\\"]',
    )
  })

  it('of a grant that was given from Slack takes it back', async () => {
    const { click, drafts } = await asking([
      admin,
      { ...grant('operator', 'UALICE'), id: '3f2a91c0-0000' } as Grant,
    ])
    await click('cmd:access:revoke', '3f2a91c0', 'UADMIN')
    const [draft] = drafts
    if (draft?.payload.kind !== 'change') throw new Error('no change')
    expect(parseAccessChange(draft.payload.change)).toMatchObject({
      kind: 'revoke',
      id: '3f2a91c0-0000',
      users: ['UALICE'],
    })
  })

  it.each<[string, string, string]>([
    [
      'somebody who is no admin',
      'access <@UALICE> --grant admin --reason me',
      'of which you are an admin yourself',
    ],
    ['nobody to give it to', 'access --grant admin --reason x', 'Name the person or group'],
    [
      'a connection that is not there',
      'access <@UBOB> --grant viewer --connections prdo --reason x',
      'names of connections',
    ],
    [
      'a channel that is none',
      'access <@UBOB> --grant viewer --channels general --reason x',
      'Mention channels',
    ],
    ['a grant that is not there', 'access --revoke 99999999 --reason x', 'no such grant'],
    ['too little of an id', 'access --revoke 3 --reason x', 'no such grant'],
    ['a role that there is not', 'access <@UBOB> --grant root --reason x', 'Use one of: viewer'],
  ])('asks nobody for %s', async (_, typed, words) => {
    const { say, drafts } = await asking([grant('operator', 'UALICE'), admin])
    expect((await say(typed)).plain).toContain(words)
    expect(drafts).toEqual([])
  })

  it('needs a reason', async () => {
    const { say, drafts } = await asking([admin])
    expect((await say('access <@UBOB> --grant viewer', 'UADMIN')).plain).toContain('Enter a reason')
    expect(drafts).toEqual([])
  })

  it('does not reach beyond what the admin has', async () => {
    const own = { ...admin, connections: ['prod-*'] }
    const { say, drafts } = await asking([own, grant('viewer', 'UADMIN')], both)
    for (const connections of ['lab', '*', 'prod-*,lab']) {
      const typed = `access <@UBOB> --grant viewer --connections ${connections} --channels * --reason x`
      expect((await say(typed, 'UADMIN')).plain).toContain('of which you are an admin yourself')
    }
    await say('access <@UBOB> --grant viewer --connections prod-* --channels * --reason x', 'UADMIN')
    expect(drafts).toMatchObject([{ connection: '*' }])
  })

  it('is refused to an admin who was one a moment ago', async () => {
    const viaGroup: Grant = { role: 'admin', users: ['SADMINS'], connections: ['*'], channels: ['*'] }
    const { say, drafts, memory } = await asking([viaGroup])
    memory.people.set('UADMIN', { locale: 'en', groups: ['SADMINS'] })
    await say('access <@UBOB> --grant viewer --reason x', 'UADMIN')
    expect(drafts).toHaveLength(1)
    memory.people.delete('UADMIN')
    expect((await say('access <@UBOB> --grant viewer --reason x', 'UADMIN')).plain).toContain(
      'admin yourself',
    )
    expect(drafts).toHaveLength(1)
  })
})
