import type { MessengerWithFiles } from '../../src/ports/messenger.ts'

/** One message, as everybody sees it: what it says now is the last of `titles`. */
export interface Recorder extends MessengerWithFiles {
  readonly titles: string[]
  /** In which channel each message was posted, by its title. */
  readonly channels: Map<string, string[]>
  /** Runs before a post or an edit counts. */
  before: (title: string) => Promise<void>
}

export function recorder(): Recorder {
  const titles: string[] = []
  const channels = new Map<string, string[]>()
  const note = async (title: string) => {
    await slack.before(title)
    titles.push(title)
  }
  const slack: Recorder = {
    titles,
    channels,
    before: async () => undefined,
    async post({ card, channel }) {
      await note(card.title)
      channels.set(card.title, [...(channels.get(card.title) ?? []), channel])
      return { ts: '1.1' }
    },
    update: ({ card }) => note(card.title),
    find: async () => undefined,
    remove: async () => undefined,
    attach: async () => undefined,
  }
  return slack
}
