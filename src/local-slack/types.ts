import type { JsonObject } from './json.ts'

/** Somebody of the workspace, a bot user included. */
export interface Person {
  readonly id: string
  /** The handle, without `@`. */
  readonly name: string
  readonly realName: string
  readonly title: string
  /** As in users.info with include_locale, e.g. `zh-CN`. */
  readonly locale: string
  readonly tz: string
  /** Seconds east of UTC. */
  readonly tzOffset: number
  readonly isAdmin: boolean
  /** A guest. */
  readonly isRestricted: boolean
  /** A guest of a single channel, who is `isRestricted` too. */
  readonly isUltraRestricted?: boolean
  /** Of another workspace, met in a shared channel (Slack docs, Slack Connect). */
  readonly isStranger?: boolean
  /** Their own workspace, where it is not this one. */
  readonly teamId?: string
  /** The organisation (Enterprise Grid) that knows them, and all their workspaces in it. */
  readonly enterprise?: { readonly id: string; readonly teams: readonly string[] }
  /** Fields that Slack leaves out where it tells of them, which it does by plan, kind of token and region. */
  readonly untold?: readonly string[]
  readonly isBot: boolean
  deleted: boolean
}

/** `mpim`: a direct message among several people. */
export type ChannelKind = 'public' | 'private' | 'im' | 'mpim'

export interface Channel {
  readonly id: string
  readonly name: string
  readonly kind: ChannelKind
  readonly topic: string
  /** User ids. */
  readonly members: Set<string>
  archived: boolean
  /** Shared with other organisations (Slack docs, Slack Connect). */
  readonly shared?: boolean
  /** Only some members may post. */
  readOnly?: boolean
}

export interface UserGroup {
  readonly id: string
  readonly handle: string
  readonly name: string
  users: readonly string[]
}

export interface Metadata {
  readonly event_type: string
  readonly event_payload: JsonObject
}

/** A version that an edit replaced; `at` in milliseconds. */
export interface Edit {
  readonly at: number
  readonly text: string
  readonly blocks: readonly JsonObject[]
}

/** A thing of the app, as the app describes it (Slack docs, Work Objects). */
export interface Entity {
  readonly entity_type: string
  readonly external_ref: { readonly id: string; readonly type?: string }
  readonly url: string
  readonly entity_payload: JsonObject
  /** The posted address below which it stands. */
  readonly app_unfurl_url?: string
}

/** The pane beside the conversation in which one person looks at a thing. */
export interface Flexpane {
  readonly externalRef: Entity['external_ref']
  readonly url: string
  /** Where it was opened. */
  readonly channel: string
  readonly messageTs: string
  /** What the app has presented; nothing while it is waited for. */
  readonly shown?: { readonly entity: Entity } | { readonly title: string; readonly text: string }
}

export interface Message {
  readonly channel: string
  /** Slack's id of a message: seconds with six decimals, unique in the workspace. */
  readonly ts: string
  readonly user: string
  /** Posted by the app. */
  readonly byApp: boolean
  text: string
  blocks: readonly JsonObject[]
  attachments: readonly JsonObject[]
  metadata: Metadata | undefined
  /** What the app says that it is about, and what stands below its addresses. */
  entities: readonly Entity[]
  readonly threadTs: string | undefined
  /** A reply that is shown in the channel as well. */
  broadcast: boolean
  /** Only this person sees it. */
  readonly ephemeralTo: string | undefined
  readonly files: readonly string[]
  readonly reactions: Map<string, Set<string>>
  readonly edits: Edit[]
  deleted: boolean
}

/** What a person has entered: block id, then action id, then Slack's state value. */
export type StateValues = Record<string, Record<string, JsonObject>>

export interface View {
  readonly id: string
  readonly type: 'modal' | 'home'
  /** Whose screen it is on. */
  readonly owner: string
  /** What the app sent: title, blocks, submit, private_metadata and so on. */
  content: JsonObject
  hash: string
  readonly rootId: string
  readonly previousId: string | undefined
  values: StateValues
  /** Messages under fields, by block id. */
  errors: Record<string, string>
  /** Shown above the form when the app did not answer properly. */
  notice: string | undefined
}

export interface StoredFile {
  readonly id: string
  readonly name: string
  title: string
  readonly size: number
  bytes: Buffer | undefined
  readonly user: string
  /** Milliseconds. */
  readonly created: number
  readonly mimetype: string
  complete: boolean
}

/** A message or a view, as the place of a component. */
export type Source =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'view'; readonly view: View }
