import type { ReceivedFile } from '../ports/drs.ts'
import type { JsonFile } from '../views/answer-card.ts'
import type { Card } from '../views/card.ts'

/** What a command answers. It never talks to Slack itself. */
export type Reply =
  /** A message only the person sees, or one for the channel. */
  | { readonly kind: 'card'; readonly card: Card; readonly to: 'me' | 'channel' }
  /** A file for the person, in their direct messages with the bot. */
  | { readonly kind: 'file'; readonly file: ReceivedFile | JsonFile; readonly card: Card }
  /** A file for all, in the thread of what was clicked; for the person, with the card, where the channel takes none. */
  | {
      readonly kind: 'thread-file'
      readonly file: ReceivedFile
      readonly comment: string
      readonly card: Card
    }
  /** The pictures of the card for all, in the thread of what was clicked; for the person, in words, where that cannot be. */
  | { readonly kind: 'pictures'; readonly card: Card }
  /** The person’s Home tab, drawn again; the card where there is none. */
  | { readonly kind: 'home'; readonly card: Card }
  /** The message whose button was clicked shows this instead. */
  | { readonly kind: 'replace'; readonly card: Card }

export const reply = {
  toMe: (card: Card): Reply => ({ kind: 'card', card, to: 'me' }),
  toChannel: (card: Card): Reply => ({ kind: 'card', card, to: 'channel' }),
  replace: (card: Card): Reply => ({ kind: 'replace', card }),
}
