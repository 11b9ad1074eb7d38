import { describe, expect, it } from 'vitest'
import type { MessengerWithFiles, NewMessage } from '../../src/ports/messenger.ts'
import { createRedactor } from '../../src/security/redaction.ts'
import type { Dispatcher } from '../../src/slack/dispatch.ts'
import { formView, noteView } from '../../src/slack/forms.ts'
import type { SlackPort } from '../../src/slack/port.ts'
import { redactedDispatcher, redactedMessenger, redactedPort } from '../../src/slack/redacted.ts'
import type { Card } from '../../src/views/card.ts'
import { interactionOf, testSlack } from '../helpers/handler-services.ts'

/** Every way to Slack, with a secret, and with a word that is also the name of a verb. */
const secret = 'Marked-secret-1'
const redactor = createRedactor()
redactor.registerSecret(secret)
redactor.registerSecret('test')

const card: Card = {
  title: `It was ${secret}`,
  facts: [{ label: 'Host', said: `${secret}:3306` }],
  buttons: [{ label: `Use ${secret}`, action: 'cmd:test:ask', value: 'test/1' }],
}
const cleaned = {
  title: 'It was ***',
  facts: [{ label: 'Host', said: '***:3306' }],
  buttons: [{ label: 'Use ***', action: 'cmd:test:ask', value: 'test/1' }],
}
const place = { team: 'T1', channel: 'C1' }

describe('messages of the engine', () => {
  it('lose secrets and keep their buttons, as do their files', async () => {
    const sent: unknown[] = []
    const messenger: MessengerWithFiles = {
      post: async (message: NewMessage) => {
        sent.push(message.card)
        return { ts: '1' }
      },
      update: async (message) => void sent.push(message.card),
      find: async () => undefined,
      remove: async () => undefined,
      attach: async ({ file, comment }) =>
        void sent.push([file.name, 'bytes' in file && new TextDecoder().decode(file.bytes), comment]),
    }
    const { post, update, attach } = redactedMessenger(messenger, redactor)
    await post({ ...place, key: 'k', card })
    await update({ ...place, ts: '1', key: 'k', card })
    expect(sent).toEqual([cleaned, cleaned])
    const file = { name: `${secret}.json`, json: { host: [`${secret}:3306`] } }
    await attach({ ...place, threadTs: '1', file, comment: secret })
    expect(sent.at(-1)).toEqual(['***.json', '{\n  "host": [\n    "***:3306"\n  ]\n}', '***'])
  })
})

describe('the port', () => {
  const blocks = [
    { type: 'section' as const, block_id: 'test', text: { type: 'mrkdwn' as const, text: `said ${secret}` } },
  ]
  const message = { text: `said ${secret}`, blocks }

  it('lets no message through with one', async () => {
    const slack = testSlack()
    const port = redactedPort(slack, redactor)
    await port.whisper({ ...place, user: 'U1' }, message)
    await port.post(place, message)
    for (const said of slack.said) {
      expect(said.text).toBe('said ***')
      expect(said.blocks).toEqual([{ ...blocks[0], text: { type: 'mrkdwn', text: 'said ***' } }])
    }
    expect(slack.said).toHaveLength(2)
  })

  it('lets no view through with one, and leaves its wiring alone', async () => {
    const slack = testSlack()
    const port = redactedPort(slack, redactor)
    const view = formView(
      {
        mark: 'test',
        title: 'test',
        fields: [{ name: 'test', control: 'text', label: { en: 'x', 'zh-CN': 'x' }, required: true }],
        values: { test: secret },
        options: {},
        intro: [secret],
        last: true,
        first: true,
      },
      'en',
    )
    await port.openView('trigger', view)
    await port.updateView('V1', view)
    for (const shown of slack.shown) {
      expect(JSON.stringify(shown)).not.toContain(secret)
      expect(shown).toMatchObject({ callback_id: view.callback_id, private_metadata: 'test', type: 'modal' })
      expect(shown.blocks.map(({ block_id }) => block_id)).toEqual(
        view.blocks.map(({ block_id }) => block_id),
      )
    }
    expect(slack.shown).toHaveLength(2)
  })

  /** The bytes of each file that reaches Slack. */
  function filePort() {
    const sent: { name: string; bytes: Uint8Array | undefined }[] = []
    const sendFile: SlackPort['sendFile'] = async (_, file) =>
      void sent.push({ name: file.name, bytes: 'bytes' in file ? file.bytes : undefined })
    return { sent, port: redactedPort({ ...testSlack(), sendFile }, redactor) }
  }

  it('cleans a file of JSON while it is written', async () => {
    const { sent, port } = filePort()
    const json = { rows: Array.from({ length: 5_000 }, (_, n) => ({ [`${secret} ${n}`]: [secret, n] })) }
    await port.sendFile('U1', { name: 'a.json', json }, '')
    const text = new TextDecoder().decode(sent[0]?.bytes)
    expect(text).not.toContain(secret)
    expect(JSON.parse(text).rows[4_999]).toEqual({ '*** 4999': ['***', 4_999] })
  })

  it('cleans files of text, and leaves others as they are', async () => {
    const { sent, port } = filePort()
    const text = new TextEncoder().encode(`password,${secret}\n`)
    const binary = new Uint8Array([0xff, 0xfe, 0x00, ...new TextEncoder().encode(secret)])
    await port.sendFile('U1', { name: `${secret}.csv`, bytes: text }, secret)
    await port.sendFile('U1', { name: 'a.xlsx', bytes: binary }, '')
    expect(sent.map(({ name }) => name)).toEqual(['***.csv', 'a.xlsx'])
    expect(new TextDecoder().decode(sent[0]?.bytes)).toBe('password,***\n')
    expect(sent[1]?.bytes).toBe(binary)
  })
})

it('cleans a file for all, and the words with it', async () => {
  const shared: unknown[] = []
  const shareFile: SlackPort['shareFile'] = async (_, file, comment) => {
    shared.push(file.name, new TextDecoder().decode(file.bytes), comment)
    return true
  }
  const port = redactedPort({ ...testSlack(), shareFile }, redactor)
  const bytes = new TextEncoder().encode(`password,${secret}\n`)
  await port.shareFile({ team: 'T1', channel: 'C1' }, { name: `${secret}.csv`, bytes }, secret)
  expect(shared).toEqual(['***.csv', 'password,***\n', '***'])
})

describe('answers to interactions', () => {
  it('lose secrets, whether they go through the response address or the acknowledgement', async () => {
    const slack = testSlack()
    const dispatcher: Dispatcher = {
      stillWorking: async () => undefined,
      opened: async () => undefined,
      linked: async () => undefined,
      typed: async (interaction) => interaction.respond?.({ text: secret, blocks: [] }, { replace: false }),
      clicked: async (interaction) => interaction.respond?.({ text: secret, blocks: [] }, { replace: true }),
      shortcut: async (interaction) =>
        interaction.respond?.({ text: secret, blocks: [] }, { replace: false }),
      back: async () => undefined,
      submitted: async () => ({
        ack: { response_action: 'errors', errors: { test: `${secret} is wrong` } },
      }),
      suggest: async () => [{ value: secret, label: `test ${secret}` }],
    }
    const clean = redactedDispatcher(dispatcher, redactor)
    await clean.typed(interactionOf(slack), 'x')
    await clean.clicked(interactionOf(slack), 'a', 'v')
    await clean.shortcut(interactionOf(slack), 'watch_task')
    expect(slack.said.map(({ way, text }) => [way, text])).toEqual([
      ['respond', '***'],
      ['replace', '***'],
      ['respond', '***'],
    ])
    const view = { viewId: 'V1', mark: 'd', state: {}, shown: noteView('Form', [], 'en') }
    expect((await clean.submitted(interactionOf(slack), view)).ack).toEqual({
      response_action: 'errors',
      errors: { test: '*** is wrong' },
    })
    expect(await clean.suggest(interactionOf(slack), 'd', 'f', 't')).toEqual([
      { value: secret, label: 'test ***' },
    ])
  })
})
