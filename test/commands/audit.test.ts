import { describe, expect, it } from 'vitest'
import type { AuditRecord } from '../../src/domain/audit/audit.ts'
import { noon } from '../helpers/samples.ts'
import { auditRecord } from '../store/ledger-samples.ts'
import { grant, seedTask, stage } from './stage.ts'

const world = { prod: [seedTask('orders', 'CONFIGURATION')], lab: [seedTask('games', 'CONFIGURATION')] }
const admins = {
  grants: [grant('admin', 'UALICE'), grant('operator', 'UBOB'), grant('admin', 'ULIWEI', 'prod')],
}

async function stageWith(...records: readonly AuditRecord[]) {
  const scene = await stage(world, admins)
  scene.memory.audited.push(...records)
  return scene
}

function many(count: number): readonly AuditRecord[] {
  return Array.from({ length: count }, (_, i) => auditRecord(`record ${i + 1}.`, { who: 'UBOB' }))
}

function shown(plain: string): readonly string[] {
  return [...plain.matchAll(/record \d+/g)].map(([text]) => text)
}

describe('audit', () => {
  it('shows who did what, the newest first', async () => {
    const { say } = await stageWith(
      auditRecord('asked for a switchover', { kind: 'ask', verb: 'switchover', ticket: 'abcdefgh-1234' }),
      auditRecord('needs the role “operator”', { kind: 'refused', who: 'UBOB', verb: 'stop' }),
      auditRecord('Took out 3 records', { kind: 'retention', who: 'bot', team: '' }),
    )
    const { plain, json } = await say('audit')
    expect(plain).toMatch(
      /the bot.*Took out 3 records[\s\S]*Refused.*stop[\s\S]*Requested.*switchover.*abcdefgh/,
    )
    expect(json).toContain('<@UBOB>')
    expect((await say('audit', 'ULIWEI')).plain).toContain('被拒绝的尝试')
  })

  it('goes back page by page, keeping what was asked for', async () => {
    const { say, click, memory } = await stageWith(...many(40))
    memory.audited.push(auditRecord('by somebody else', { who: 'UCAROL' }))
    let said = await say('audit --who <@UBOB> --kind act')
    const pages: (readonly string[])[] = []
    for (;;) {
      pages.push(shown(said.plain))
      expect(said.plain).not.toContain('somebody else')
      const [, value] = /"action_id":"cmd:audit:page[^"]*","value":"((?:[^"\\]|\\.)*)"/.exec(said.json) ?? []
      if (value === undefined) break
      said = await click('cmd:audit:page', JSON.parse(`"${value}"`))
    }
    expect(pages.map((page) => page.length)).toEqual([15, 15, 10])
    expect(pages.flat()).toEqual(Array.from({ length: 40 }, (_, i) => `record ${40 - i}`))
  })

  it('finds by verb, task, request and time', async () => {
    const { say } = await stageWith(
      auditRecord('record 1', { verb: 'stop', tasks: ['t1'], at: noon - 3 * 3_600_000 }),
      auditRecord('record 2', { verb: 'stop', tasks: ['t2'], ticket: 'abcdefgh-1234' }),
      auditRecord('record 3', { verb: 'start', tasks: ['t1'] }),
    )
    expect(shown((await say('audit --verb stop')).plain)).toEqual(['record 2', 'record 1'])
    expect(shown((await say('audit --task prod/t1')).plain)).toEqual(['record 3', 'record 1'])
    expect(shown((await say('audit --request abcdefgh')).plain)).toEqual(['record 2'])
    expect(shown((await say('audit --since 2h')).plain)).toEqual(['record 3', 'record 2'])
    expect((await say('audit --since yesterday')).plain).toContain('30m, 2h or 3d')
    expect((await say('audit --verb delete')).plain).toContain('No record matches')
  })

  it('is for admins, and only about connections that are theirs', async () => {
    const { say, memory } = await stageWith(auditRecord('in the lab', { connection: 'lab' }))
    expect((await say('audit', 'UALICE')).plain).toContain('in the lab')
    expect((await say('audit', 'ULIWEI')).plain).not.toContain('in the lab')
    expect((await say('audit', 'UBOB')).plain).toContain('Only admins of ')
    expect(memory.audited.at(-1)).toMatchObject({ kind: 'refused', who: 'UBOB', verb: 'audit' })
  })

  it('hands over a file with a record a line, the oldest first', async () => {
    const { say, slack } = await stageWith(...many(1_234))
    await say('audit --export')
    const [file] = slack.files
    expect(file?.name).toBe('audit.jsonl')
    const bytes = file && 'bytes' in file ? file.bytes : undefined
    const lines = new TextDecoder().decode(bytes).trimEnd().split('\n')
    expect(lines).toHaveLength(1_234)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ seq: 1, what: 'record 1.', who: 'UBOB', at: noon })
  })
})
