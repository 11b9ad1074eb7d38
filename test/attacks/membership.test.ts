import { afterAll, beforeAll, expect, it } from 'vitest'
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/server.ts'
import { createDirectory } from '../../src/slack/people.ts'
import { testLog } from '../helpers/log.ts'
import { noon } from '../helpers/samples.ts'
import { webClient } from '../slack/web-client.ts'

/** Somebody was taken out of a group of approvers, and clicks while an older answer about them is still on its way. */
let slack: LocalSlack

beforeAll(async () => {
  slack = await startLocalSlack({ rateLimits: false })
})
afterAll(() => slack?.stop())

const calls = () => slack.control.log().filter(({ method }) => method === 'usergroups.list').length

function directory() {
  return createDirectory({
    client: webClient(slack),
    team: 'T0LOCAL',
    log: testLog(),
    changes: { since: async () => ({ point: '', changes: [] }), note: async () => undefined },
    now: () => noon,
  })
}

it('a question about members that began before the click does not answer it', async () => {
  const people = directory()
  const before = calls()
  await slack.control.setGroup('S01DBA', ['U02BOB'])
  slack.control.fault({ method: 'usergroups.list', kind: 'delay', delayMs: 200, when: 'after' })
  const early = people.principal('U02BOB', { fresh: true })
  await slack.control.waitForCall('usergroups.list', before + 1)
  await slack.control.setGroup('S01DBA', [])
  const click = people.principal('U02BOB', { fresh: true })
  const another = people.principal('U03CAROL', { fresh: true })
  expect((await early).groups).toEqual(['S01DBA'])
  expect((await click).groups).toEqual([])
  await another
  // Clicks that came while it was under way share the next one.
  expect(calls()).toBe(before + 2)
})
