import { expect, it } from 'vitest'
import { MessengerError, type MessengerWithFiles, type NewMessage } from '../../src/ports/messenger.ts'
import { retryingMessenger } from '../../src/slack/messenger.ts'

const message: NewMessage = { team: 'T1', channel: 'C1', key: 'k', card: { title: 'Hello' } }

/** Answers `errors` in turn, then takes the message. */
function messengerThat(errors: MessengerError[]) {
  const waited: number[] = []
  let posts = 0
  const inner: MessengerWithFiles = {
    post: async () => {
      const error = errors.shift()
      if (error) throw error
      posts++
      return { ts: '1' }
    },
    update: async () => undefined,
    find: async () => undefined,
    remove: async () => undefined,
    attach: async () => {
      const error = errors.shift()
      if (error) throw error
    },
  }
  const yielded: unknown[] = []
  const patient = retryingMessenger(
    inner,
    async (ms) => void waited.push(ms),
    async ({ channel }, scope, ms) => void yielded.push([channel, scope, ms]),
  )
  return { patient, waited, yielded, posts: () => posts }
}

const limited = (retryAfter: number) => new MessengerError('rate-limited', 'slow down', { retryAfter })

it('waits as long as Slack asks, then sends once, before all that can wait', async () => {
  const { patient, waited, yielded, posts } = messengerThat([limited(1000), limited(3000)])
  expect(await patient.post(message)).toEqual({ ts: '1' })
  expect(yielded).toEqual([
    ['C1', 'place', 2500],
    ['C1', 'place', 4500],
  ])
  expect(waited).toEqual([1000, 3000])
  expect(posts()).toBe(1)
})

it('waits for a file as for a message', async () => {
  const { patient, waited } = messengerThat([limited(1000)])
  await patient.attach({
    ...{ team: 'T1', channel: 'C1', threadTs: '1', comment: '' },
    file: { name: 'a.json', json: {} },
  })
  expect(waited).toEqual([1000])
})

it('gives up when Slack goes on asking', async () => {
  const { patient, waited } = messengerThat(Array.from({ length: 9 }, () => limited(1000)))
  await expect(patient.post(message)).rejects.toThrow('slow down')
  expect(waited).toHaveLength(4)
})

it('does not repeat what may have been sent', async () => {
  const { patient, waited, posts } = messengerThat([new MessengerError('unreachable', 'no answer')])
  await expect(patient.post(message)).rejects.toThrow('no answer')
  expect(waited).toEqual([])
  expect(posts()).toBe(0)
})
