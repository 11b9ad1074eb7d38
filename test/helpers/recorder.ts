import type { MessengerWithFiles } from '../../src/ports/messenger.ts'

/** One message, as everybody sees it: what it says now is the last of `titles`. */
export interface Recorder extends MessengerWithFiles {
  readonly titles: string[]
  /** Runs before a post or an edit counts. */
  before: (title: string) => Promise<void>
}

export function recorder(): Recorder {
  const titles: string[] = []
  const note = async (title: string) => {
    await slack.before(title)
    titles.push(title)
  }
  const slack: Recorder = {
    titles,
    before: async () => undefined,
    async post({ card }) {
      await note(card.title)
      return { ts: '1.1' }
    },
    update: ({ card }) => note(card.title),
    find: async () => undefined,
    remove: async () => undefined,
    attach: async () => undefined,
  }
  return slack
}
