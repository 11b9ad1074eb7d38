import { describe, expect, it } from 'vitest'
import { renderCard } from '../../src/slack/blocks.ts'
import { eventCard } from '../../src/views/event-card.ts'
import { failureLines, failureVerb } from '../../src/views/failure-words.ts'
import { taskCard } from '../../src/views/task-card.ts'
import { taskDetails } from '../../src/views/task-details.ts'
import { noon, sampleSnapshot, sampleTask } from '../helpers/samples.ts'

const rejected =
  "service LOGMANAGER failed, cause by: Access denied for user 'drs'@'10.0.0.9' (using password: YES)"
const essence = "Access denied for user 'drs'@'10.0.0.9' (using password: YES)"
const failed = { status: 'INCRE_TRANSFER_FAILED', error: rejected }

describe('a failure whose text is known', () => {
  it('says what it means, why, what to do, and what comes then, in both languages', () => {
    expect(failureLines({ error: rejected, engine: 'mysql' }, 'en')).toEqual([
      ['MySQL rejects the account or its password.', ' ', { code: essence }],
      [
        { bold: 'Likely cause' },
        ': ',
        'The password was changed, or the account may not log in from the replication instance.',
      ],
      [
        { bold: 'What to do' },
        ': ',
        'Give the task the new password. Check that the account may log in from the address of DRS.',
      ],
      [{ bold: 'Then' }, ': ', 'Change password', ' ', { code: '/drs password' }],
    ])
    expect(failureLines({ error: rejected, engine: 'mysql' }, 'zh-CN')[0]).toEqual([
      'MySQL拒绝了该账号或密码。',
      ' ',
      { code: essence },
    ])
  })

  it('is explained on the card, in the thread and by /drs show', () => {
    const meaning = 'MySQL rejects the account or its password.'
    const snapshot = sampleSnapshot(failed)
    const event = {
      id: 'e1',
      at: noon,
      kind: 'status',
      from: 'INCRE_TRANSFER_STARTED',
      to: failed.status,
    } as const
    const cards = [
      taskCard(snapshot, 'en', noon),
      eventCard(event, snapshot, 'en'),
      taskDetails(sampleTask(failed), {}, { now: noon, locale: 'en' }),
    ]
    for (const card of cards) expect(renderCard(card).text).toContain(meaning)
    expect(eventCard(event, snapshot, 'en').buttons?.[0]?.action).toBe('cmd:password:ask')
  })

  it('offers what helps only where a button may ask for it', () => {
    const gone = 'service LOGMANAGER failed, cause by: binlog is not existed'
    expect(failureVerb(sampleSnapshot({ ...failed, error: gone }))).toBe('resume')
    expect(failureVerb(sampleSnapshot({ ...failed, status: 'CREATE_FAILED' }))).toBe('resume')
    expect(failureVerb(sampleSnapshot(failed))).toBe('password')
  })
})

describe('a failure text that nobody knows', () => {
  const stack = `service X failed, cause by: odd\n${'\tat a.b.C(D.java:1)\n'.repeat(300)}`

  it('comes down to its cause', () => {
    expect(failureLines({ error: stack }, 'en')).toEqual([{ code: 'odd' }])
    expect(failureLines({}, 'en')).toEqual([])
  })

  it('is complete in the details', () => {
    const codes = (error: string) => {
      const { sections = [] } = taskDetails(sampleTask({ ...failed, error }), {}, { now: noon, locale: 'en' })
      return sections.flatMap(({ code = [] }) => code)
    }
    expect(codes(stack)).toEqual([stack])
    expect(codes('odd')).toEqual([])
  })
})
