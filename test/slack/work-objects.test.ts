import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { entityProblems } from '../../src/local-slack/entities.ts'
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/server.ts'
import { renderCard } from '../../src/slack/blocks.ts'
import { createMessenger } from '../../src/slack/messenger.ts'
import { entitiesOf, linkedEntity, paneEntity } from '../../src/slack/work-objects.ts'
import type { Card } from '../../src/views/card.ts'
import { testBlockMemory } from '../helpers/block-memory.ts'
import { anyCard } from '../helpers/card-arbitrary.ts'
import { webClient } from './web-client.ts'

const channelRef = { team: 'T0LOCAL', channel: 'C01MIGRATION' }
const subject = {
  ref: 'prod/0a1b2c3d4e5f',
  url: 'https://console.example.com/task/1',
  name: 'orders-to-rds',
  state: ['🟢 ', 'Incremental phase running'],
  locale: 'en',
} as const
const card: Card = { title: 'orders-to-rds', about: [subject] }

let slack: LocalSlack
let poor: LocalSlack
beforeAll(async () => {
  slack = await startLocalSlack({ rateLimits: false })
  poor = await startLocalSlack({ rateLimits: false, workObjects: false })
})
afterEach(() => slack.control.clearFaults())
afterAll(async () => {
  await slack?.stop()
  await poor?.stop()
})

async function messengerIn(where: LocalSlack, memory = testBlockMemory()) {
  const client = webClient(where)
  return createMessenger(client, (await client.auth.test()).bot_id ?? '', memory)
}

const shownAt = (where: LocalSlack, ts: string) =>
  where.control.transcript(channelRef.channel).find((one) => one.ts === ts)

const posts = (where: LocalSlack) =>
  where.control.log().filter(({ method }) => method === 'chat.postMessage').length

describe('a message about a task', () => {
  it('carries the task beside its mark, and keeps both when it is edited', async () => {
    const messenger = await messengerIn(slack)
    const { ts } = await messenger.post({ ...channelRef, key: 'k1', card })
    await messenger.update({ ...channelRef, ts, key: 'k1', card: { ...card, title: 'later' } })
    expect(shownAt(slack, ts)).toMatchObject({
      text: 'later',
      metadata: { event_payload: { key: 'k1' } },
      entities: [
        {
          external_ref: { id: subject.ref },
          url: subject.url,
          entity_payload: {
            attributes: {
              title: { text: 'orders-to-rds' },
              display_type: 'DRS task',
              display_id: '0a1b2c3d',
            },
          },
        },
      ],
    })
    expect(await messenger.find({ ...channelRef, key: 'k1', since: 0 })).toBe(ts)
  })

  it('loses the task with the next edit that names none', async () => {
    const messenger = await messengerIn(slack)
    const { ts } = await messenger.post({ ...channelRef, key: 'k2', card })
    await messenger.update({ ...channelRef, ts, key: 'k2', card: { title: 'over' } })
    expect(shownAt(slack, ts)?.entities).toEqual([])
  })
})

describe('a workspace without Work Objects', () => {
  it('gets the message all the same, and is not asked again', async () => {
    const memory = testBlockMemory()
    const messenger = await messengerIn(poor, memory)
    const { ts } = await messenger.post({ ...channelRef, key: 'k1', card })
    expect(shownAt(poor, ts)).toMatchObject({ text: 'orders-to-rds', entities: [] })
    expect([...memory.refused]).toEqual(['entities'])
    const before = posts(poor)
    await messenger.post({ ...channelRef, key: 'k2', card })
    expect(posts(poor) - before).toBe(1)
  })

  it.each(['feature_not_enabled', 'unknown_argument', 'invalid_metadata_schema'])(
    'is known by the answer %s',
    async (error) => {
      const memory = testBlockMemory()
      slack.control.fault({ method: 'chat.postMessage', kind: 'error', error })
      await (await messengerIn(slack, memory)).post({ ...channelRef, key: error, card })
      expect([...memory.refused]).toEqual(['entities'])
    },
  )

  it('is not what refuses a single task that is too large', async () => {
    const memory = testBlockMemory()
    slack.control.fault({ method: 'chat.postMessage', kind: 'error', error: 'metadata_too_large' })
    const { ts } = await (await messengerIn(slack, memory)).post({ ...channelRef, key: 'large', card })
    expect(shownAt(slack, ts)?.entities).toEqual([])
    expect(memory.refused.size).toBe(0)
  })

  it('is not blamed for what it refuses without the task as well', async () => {
    const memory = testBlockMemory()
    slack.control.fault({ method: 'chat.postMessage', kind: 'error', error: 'invalid_arguments', times: 2 })
    const messenger = await messengerIn(slack, memory)
    await expect(messenger.post({ ...channelRef, key: 'k', card })).rejects.toMatchObject({
      reason: 'refused',
    })
    expect(memory.refused.size).toBe(0)
  })

  it('may lack modern blocks too', async () => {
    const memory = testBlockMemory(['container'])
    const messenger = await messengerIn(poor, memory)
    const folded = { ...card, sections: [{ heading: 'More', folded: true as const, lines: ['x'] }] }
    const { ts } = await messenger.post({ ...channelRef, key: 'both', card: folded })
    expect(shownAt(poor, ts)?.blocks.map(({ type }) => type)).toEqual(['section', 'section', 'section'])
    expect([...memory.refused]).toEqual(['container', 'entities'])
  })
})

const reader = {
  now: 1_800_000_000_000,
  zone: 'Europe/Berlin',
  locale: 'en' as const,
  names: new Map([['U1', 'Dana']]),
}

describe('the pane of a task', () => {
  it('says what the card says, in the time zone of its reader, and calls nobody', () => {
    const entity = paneEntity(
      {
        title: 'orders',
        lines: [['Waits for approval, asked by ', { user: 'U1' }, ' until ', { time: 1_800_000_000_000 }]],
        sections: [{ heading: 'Delay', lines: ['▁▂▃ 0.8 s'] }],
        buttons: [{ label: 'Pause', action: 'cmd:pause:ask', value: 'prod/1', style: 'primary' }],
        menu: [{ label: 'Stop', action: 'cmd:stop:ask', value: 'prod/1' }],
      },
      subject,
      reader,
    )
    const { fields, custom_fields: custom, actions } = entity.entity_payload
    expect(fields).toMatchObject({
      description: { value: expect.stringMatching(/by Dana until Fri 15 Jan 09:00 Berlin/) },
    })
    expect(custom).toMatchObject([{ label: 'Delay', value: '▁▂▃ 0.8 s' }])
    expect(actions).toMatchObject({
      primary_actions: [{ text: 'Pause', action_id: 'cmd:pause:ask', value: 'prod/1', style: 'primary' }],
      overflow_actions: [{ text: 'Stop' }],
    })
  })

  it('is taken by Slack, and calls nobody, whatever stands on the card', () => {
    fc.assert(
      fc.property(anyCard, fc.string({ unit: 'grapheme' }), (any, name) => {
        const about = { ...subject, name, state: [`<!channel> ${name}`] }
        const all = [
          paneEntity(any, about, reader),
          linkedEntity({ ...any, about: [about] }, subject.url),
          ...entitiesOf({ about: [about] }),
        ]
        for (const entity of all) {
          expect(entityProblems(entity)).toEqual([])
          const { actions: _, ...words } = entity?.entity_payload ?? { actions: undefined }
          expect(JSON.stringify(words)).not.toContain('<')
        }
      }),
    )
  })
})

it('an ordinary card is about nothing', () => {
  expect(renderCard({ title: 'orders' }).entities).toBeUndefined()
})
