import type { Locale } from '../base/i18n.ts'
import type { CommandTarget } from '../domain/command-targets.ts'
import type { Chart } from './chart.ts'

/**
 * What the bot shows, without any platform in it. src/slack turns a card into Block Kit and is the only place that
 * knows limits and escaping, so strings here are raw: a task named `<!channel>` is just text.
 */
export type Inline =
  | string
  | { readonly bold: string }
  | { readonly italic: string }
  | { readonly code: string }
  /** A Slack user id. */
  | { readonly user: string }
  /** A Slack user group id. */
  | { readonly group: string }
  /** A Slack channel id. */
  | { readonly channel: string }
  /** Milliseconds since the epoch; shown in the reader's time zone. */
  | { readonly time: number }
  /** The same, with how long it still is until then. */
  | { readonly deadline: number }
  /** An address of the web, and the words for it. */
  | { readonly link: string; readonly text: string }

export type Line = Inline | readonly Inline[]

export type Tone = 'neutral' | 'good' | 'working' | 'warning' | 'bad'

export interface Button {
  readonly label: string
  readonly action: CommandTarget
  /** Ids only, never a secret or a state. */
  readonly value: string
  readonly style?: 'primary' | 'danger'
  readonly confirm?: {
    readonly title: string
    readonly text: string
    readonly yes: string
    readonly no: string
  }
}

/** What is seldom wanted, behind the dots beside the buttons. Slack can ask back for none of them on its own. */
export type MenuEntry = Pick<Button, 'label' | 'action' | 'value'>

/** A choice among many: a select menu in a message. */
export interface SelectMenu {
  readonly placeholder: string
  readonly action: CommandTarget
  readonly options: readonly { readonly label: string; readonly value: string }[]
  /** The value that stands in it. */
  readonly chosen?: string
}

/** Rows under a header, all of one width. */
export interface CardTable {
  readonly caption: string
  readonly header: readonly string[]
  readonly rows: readonly (readonly Inline[])[]
}

export interface Section {
  readonly heading?: string
  /** What somebody has said, each of its lines marked as such. */
  readonly quote?: Line
  /** Behind its heading, until somebody opens it. */
  readonly folded?: true
  readonly lines?: readonly Line[]
  readonly list?: readonly Line[]
  readonly code?: string
  readonly table?: CardTable
}

/** A life in steps, each of them done, under way, still to come, or failed. */
export interface Course {
  readonly title: string
  readonly steps: readonly {
    readonly title: string
    readonly state: 'pending' | 'in_progress' | 'complete' | 'error'
  }[]
}

/** `file`: where it lies in Slack once it is drawn; without one its words stand in its place. */
export interface Picture {
  readonly chart: Chart
  readonly file?: string
}

/** A thing that a card is about: a Slack that knows such things shows it, and opens a pane with what the bot knows of it now. */
export interface CardSubject {
  /** A reference by which the bot finds it again. */
  readonly ref: string
  /** Its address in the console. */
  readonly url: string
  readonly name: string
  /** How it stands, as everybody who sees the card may read. */
  readonly state?: Line
  readonly locale: Locale
}

export interface Card {
  readonly title: string
  readonly about?: readonly CardSubject[]
  readonly tone?: Tone
  /** One sign before the title, in place of that of the tone; the words say the same. */
  readonly mark?: string
  /** Behind the title, on its line. */
  readonly state?: Line
  /** Narrow down what is shown, above it. */
  readonly filters?: readonly SelectMenu[]
  readonly lines?: readonly Line[]
  readonly facts?: readonly { readonly label: string; readonly said: Line }[]
  readonly course?: Course
  /** Only what is shown in a modal has room for them. */
  readonly pictures?: readonly Picture[]
  readonly sections?: readonly Section[]
  readonly choice?: SelectMenu
  readonly buttons?: readonly Button[]
  /** What else can be done, behind the dots; more than five are a select. */
  readonly menu?: readonly MenuEntry[]
  readonly footer?: Line
}
