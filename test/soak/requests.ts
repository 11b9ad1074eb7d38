import type { SlackDriver } from '../helpers/slack-driver.ts'

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

export async function playRequest(people: SlackDriver, task: string): Promise<RequestStory> {
  let reached = 'nothing'
  const step = async <T>(name: string, act: () => Promise<T>): Promise<T> => {
    const done = await again(act)
    reached = name
    return done
  }
  try {
    const alice = people.as('U01ALICE')
    const request = await step('asked', async () => {
      await alice.command(channel, `/drs switchover ${task}`)
      const form = await alice.waitForView({ actionId: 'field' }, answerMs)
      await alice.submit(form.id, { Reason: `drill of ${task}` })
      return alice.waitFor(channel, { text: `drill of ${task}` }, answerMs)
    })
    for (const user of ['U02BOB', 'U03CAROL'])
      await step(`approved by ${user}`, () => people.as(user).click(request.ts, 'cmd:approve:ask'))
    await step('to be carried out', () =>
      alice.waitFor(channel, { ts: request.ts, actionId: 'cmd:execute:ask' }, answerMs),
    )
    await step('carried out', () =>
      Promise.all(['U01ALICE', 'U04DAN'].map((user) => people.as(user).click(request.ts, 'cmd:execute:ask'))),
    )
  } catch {
    // The story may end anywhere; what is judged is what DRS was asked, and what the channel shows of it.
  }
  return { task, reached }
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
