import { afterAll, beforeAll, expect, it } from 'vitest'
import { defaultSeed } from '../../src/local-drs/server.ts'
import { filledIn } from '../helpers/handler-services.ts'
import { channel, home, startTarget, type Target } from './target.ts'

/** A form is sent with fields that it never had: its state is whatever somebody puts into it. */
let target: Target
const alice = 'U01ALICE'

beforeAll(async () => {
  target = await startTarget(defaultSeed)
})

afterAll(() => target?.stop())

it('the task that a form is about stays the one that it shows', async () => {
  const person = target.people.as(alice)
  await person.command(channel, '/drs switchover dr-orders')
  const form = await person.waitForView({ actionId: 'field' })
  expect(form.plain).toContain('dr-orders')
  const other = target.drs.control.tasks().find(({ name }) => name === 'billing-sync')
  const values = filledIn({ reason: 'planned', tasks: `sandbox/${other?.id}`, verb: 'delete' })
  const payload = {
    type: 'view_submission',
    ...{ team: { id: home, domain: 'x' }, user: { id: alice, name: 'x', team_id: home } },
    ...{ token: 'x', api_app_id: 'A0DRS' },
    view: {
      ...{ id: form.id, type: 'modal', callback_id: form.callbackId, hash: form.hash },
      ...{ private_metadata: form.privateMetadata, title: { type: 'plain_text', text: 'x' }, blocks: [] },
      state: { values },
    },
  }
  const sent = await target.post(new URLSearchParams({ payload: JSON.stringify(payload) }).toString())
  expect(sent.status).toBe(200)
  const request = await person.waitFor(channel, { text: 'Approval needed' })
  expect(request.plain).toContain('dr-orders')
  expect(request.plain).not.toContain('billing-sync')
})
