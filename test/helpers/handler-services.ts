import type { ModalView } from '@slack/types'
import { sameInAll } from '../../src/base/i18n.ts'
import type { DraftStore, FormDraft } from '../../src/ports/form-drafts.ts'
import type { RenderedMessage } from '../../src/slack/blocks.ts'
import type { SentView } from '../../src/slack/form-flow.ts'
import type { Interaction, SlackPort } from '../../src/slack/port.ts'
import { SlackRefusal } from '../../src/slack/refusals.ts'

/** One thing the bot said to a person or a place. */
export interface Said {
  readonly way: 'respond' | 'replace' | 'whisper' | 'post' | 'tell'
  readonly to: string
  readonly text: string
  readonly blocks: RenderedMessage['blocks']
}

/** Slack's side of the dispatcher, kept in memory: what was said, and the views by their id. */
export interface TestSlack extends SlackPort {
  readonly said: Said[]
  /** Every picture of the one modal, in its order. */
  readonly shown: ModalView[]
  /** Channels that the bot may not post to. */
  readonly closed: Set<string>
  /** What Slack answers to the next openings and changes of views, instead of doing them. */
  readonly refusing: { open?: Error; update?: Error; pictures?: Error }
  /** Files that were handed to somebody. */
  readonly files: Parameters<SlackPort['sendFile']>[1][]
}

export function testSlack(): TestSlack {
  const said: Said[] = []
  const shown: ModalView[] = []
  const closed = new Set<string>()
  const files: TestSlack['files'] = []
  const refusing: TestSlack['refusing'] = {}
  return {
    said,
    shown,
    closed,
    files,
    refusing,
    team: 'T1',
    openView: async (_, view) => {
      if (refusing.open) throw refusing.open
      shown.push(view)
      return { viewId: 'V1' }
    },
    updateView: async (_, view, seen) => {
      if (refusing.update) throw refusing.update
      if (seen !== undefined && seen !== String(shown.length))
        throw new SlackRefusal({ kind: 'moved', text: sameInAll('moved') }, undefined)
      return String(shown.push(view))
    },
    publishHome: async () => undefined,
    directMessage: async (user) => `D${user}`,
    tell: async (user, message) => void said.push({ way: 'tell', to: user, ...message }),
    whisper: async (place, message) => void said.push({ way: 'whisper', to: place.user, ...message }),
    readFile: () => Promise.reject(new Error('no file was handed over')),
    sendFile: async (user, file, comment) => {
      files.push(file)
      said.push({ way: 'whisper', to: user, text: `${comment}: ${file.name}`, blocks: [] })
    },
    shareFile: async ({ channel }, file, comment) => {
      if (closed.has(channel)) return false
      files.push(file)
      said.push({ way: 'post', to: channel, text: `${comment}: ${file.name}`, blocks: [] })
      return true
    },
    presentDetails: async () => true,
    unfurl: async () => undefined,
    uploadPicture: async ({ title }) => {
      if (refusing.pictures) throw refusing.pictures
      return `F-${title}`
    },
    sharePicture: async ({ channel }, { title }, comment) => {
      if (closed.has(channel)) return false
      said.push({ way: 'post', to: channel, text: `${comment}: ${title}`, blocks: [] })
      return true
    },
    post: async (channelRef, message) => {
      if (closed.has(channelRef.channel)) return false
      said.push({ way: 'post', to: channelRef.channel, ...message })
      return true
    },
  }
}

/** A person's act in a channel; what the bot answers there lands with everything else that it said. */
export function interactionOf(slack: TestSlack, more: Partial<Interaction> = {}): Interaction {
  const { user = 'U1' } = more
  return {
    team: 'T1',
    channel: 'C1',
    user,
    triggerId: 'trigger',
    respond: async (message, { replace }) =>
      void slack.said.push({ way: replace ? 'replace' : 'respond', to: user, ...message }),
    ...more,
  }
}

/** Drafts that outlive a dispatcher, with the clock in the test's hand. */
export interface TestDrafts extends DraftStore {
  /** What every question to it meets, as from a Redis that refuses. */
  broken: Error | undefined
  /** What every question to it waits for first, as for a Redis that hangs. */
  held: Promise<void> | undefined
  /** Runs when a form is taken. */
  onClaim: (() => void) | undefined
  /** Lets an hour pass. */
  expire(): void
  all(): readonly FormDraft[]
}

export function testDrafts(): TestDrafts {
  const drafts = new Map<string, FormDraft>()
  const owners = new Map<string, string>()
  const claimed = new Set<string>()
  const given = new Map<string, Readonly<Record<string, string>>>()
  const store = {
    ...{ broken: undefined, held: undefined, onClaim: undefined },
    put: (id, draft) => answer(() => void drafts.set(id, draft)),
    get: (id) => answer(() => drafts.get(id)),
    delete: (id) => answer(() => void drafts.delete(id)),
    claim: (id) =>
      answer(() => {
        store.onClaim?.()
        return !claimed.has(id) && Boolean(claimed.add(id))
      }),
    release: (id) => answer(() => void claimed.delete(id)),
    remember: (owner, id) => answer(() => void owners.set(owner, id)),
    recall: (owner) => answer(() => owners.get(owner)),
    forget: (owner) => answer(() => void owners.delete(owner)),
    keepGiven: (owner, values) => answer(() => void given.set(owner, values)),
    lastGiven: (owner) => answer(() => given.get(owner)),
    expire: () => drafts.clear(),
    all: () => [...drafts.values()],
  } as TestDrafts
  async function answer<T>(give: () => T): Promise<T> {
    await store.held
    if (store.broken) throw store.broken
    return give()
  }
  return store
}

/** The one modal, sent with these values. */
export function sentForm(slack: TestSlack, values: Parameters<typeof filledIn>[0]): SentView {
  const shown = slack.shown.at(-1)
  if (!shown) throw new Error('no modal is open')
  return {
    ...{ viewId: 'V1', hash: String(slack.shown.length), mark: shown.private_metadata ?? '' },
    ...{ state: filledIn(values), shown },
  }
}

/** What Slack would send back for these fields (Slack docs, Modals, view.state.values). */
export function filledIn(values: Readonly<Record<string, string | readonly string[] | { pick: string }>>) {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (typeof value === 'string') return [name, { field: { value } }]
      if ('pick' in value) return [name, { field: { selected_option: { value: value.pick } } }]
      return [name, { field: { selected_options: value.map((ticked) => ({ value: ticked })) } }]
    }),
  )
}
