import { setTimeout } from 'node:timers/promises'
import type { PersonDriver, SlackDriver } from '../helpers/slack-driver.ts'

/** People who ask for a switchover, approve it and carry it out together, while everything goes wrong around them. */
export interface RequestStory {
  readonly task: string
  /** How far it got before somebody gave up; nothing is promised of how far that is. */
  readonly reached: string
}

const channel = 'C01MIGRATION'
/** So long somebody waits for an answer before trying the same again. */
const answerMs = 8_000
const tries = 4

export async function playRequest(people: SlackDriver, by: string, task: string): Promise<RequestStory> {
  let reached = 'nothing'
  const step = async <T>(name: string, act: () => Promise<T>): Promise<T> => {
    const done = await again(act)
    reached = name
    return done
  }
  try {
    const asker = people.as(by)
    const request = await step('asked', async () => {
      await asker.command(channel, `/drs switchover ${task}`)
      const form = await asker.waitForView({ actionId: 'field' }, answerMs)
      await asker.submit(form.id, { Reason: `drill of ${task}` })
      return asker.waitFor(channel, { text: `drill of ${task}` }, answerMs)
    })
    for (const user of ['U02BOB', 'U03CAROL'])
      await step(`approved by ${user}`, () => people.as(user).click(request.ts, 'cmd:approve:ask'))
    await step('to be carried out', () =>
      asker.waitFor(channel, { ts: request.ts, actionId: 'cmd:execute:ask' }, answerMs),
    )
    await step('clicked by two', () =>
      Promise.all([by, 'U06LIWEI'].map((user) => people.as(user).click(request.ts, 'cmd:execute:ask'))),
    )
    await step('carried out', () => moved(asker, request.ts))
  } catch {
    // The story may end anywhere; what is judged is what DRS was asked, and what the channel shows of it.
  }
  return { task, reached }
}

/** Until the request is not only approved any more. Throws if that does not come. */
async function moved(asker: PersonDriver, ts: string): Promise<void> {
  for (const end = performance.now() + answerMs; performance.now() < end; await setTimeout(200)) {
    const message = (await asker.transcript(channel)).find((one) => one.ts === ts)
    if (message && !/: Approved/.test(message.text)) return
  }
  throw new Error('the request is still approved only')
}

async function again<T>(act: () => Promise<T>): Promise<T> {
  for (let made = 1; ; made += 1) {
    try {
      return await act()
    } catch (error) {
      if (made === tries) throw error
    }
  }
}
