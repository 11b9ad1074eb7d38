import type { EntityActionButton, EntityCustomField, EntityMetadata, KnownBlock } from '@slack/types'
import { WebAPIPlatformError } from '@slack/web-api'
import { type Locale, say, type Text } from '../base/i18n.ts'
import type { Card, CardSubject, Line, Section } from '../views/card.ts'
import { momentInZones } from '../views/moment-words.ts'
import { type BlockMemory, type Sendable, sendBlocks } from './modern-blocks.ts'
import { cutText, lineForReader, lineToLabel } from './text.ts'

/**
 * Cards → Work Objects (Slack docs, "Work Objects", "Implementing Work Objects"): what a message says of the task it is
 * about, and what the pane of a task shows to one person. A workspace that does not take them gets the card as it is.
 */
const words = {
  type: say('DRS task', 'DRS 任务'),
  status: say('State', '状态'),
  about: say('Overview', '概况'),
} satisfies Record<string, Text>

/** Slack's pages tell no limits of entities: these are those of the text objects that they resemble. */
const entityLimits = {
  title: 150,
  value: 2900,
  state: 200,
  fields: 20,
  primary: 2,
  overflow: 5,
  buttonText: 75,
} as const

/** As many things of one message; a request may be about a hundred tasks. */
const mostSubjects = 5

const taskType = 'slack#/entities/task'

/** Whether Slack reads marks in the words of an entity is not told: without this sign there are none that call people. */
function harmless(text: string): string {
  return text.replaceAll('<', '﹤').trim()
}

function entityText(line: Line, max: number, reader?: EntityReader): string {
  const text = reader
    ? lineForReader(line, {
        clock: (ms) => momentInZones(ms, reader.zone, reader.locale),
        nameOf: (user) => reader.names.get(user) ?? `@${user}`,
      })
    : lineToLabel(line)
  return cutText(harmless(text), max)
}

/** Slack refuses an empty title; a name may be of blanks only. */
function entityOf(subject: CardSubject): EntityMetadata {
  const { ref, url, name, state, locale } = subject
  const status = state === undefined ? '' : entityText(state, entityLimits.state)
  return {
    entity_type: taskType,
    external_ref: { id: ref, type: 'drs_task' },
    url,
    entity_payload: {
      attributes: {
        title: { text: entityText(name, entityLimits.title) || '–' },
        display_type: words.type[locale],
        display_id: ref.split('/').at(-1)?.slice(0, 8) ?? ref,
        product_name: 'Huawei Cloud DRS',
        locale: locale === 'en' ? 'en-US' : locale,
      },
      ...(status !== '' && { fields: { status: { value: status, label: words.status[locale] } } }),
    },
  }
}

/** What a message is about; how that stands, the message itself says. */
export function entitiesOf({ about = [] }: Pick<Card, 'about'>): readonly EntityMetadata[] {
  return about.slice(0, mostSubjects).map(({ state: _, ...subject }) => entityOf(subject))
}

/** What stands below an address of the console that somebody has posted. */
export function linkedEntity(card: Card, posted: string): EntityMetadata | undefined {
  const [subject] = card.about ?? []
  return subject && { ...withOverview(entityOf(subject), card, subject), app_unfurl_url: posted }
}

/** Whose pane it is. */
export interface EntityReader {
  readonly now: number
  readonly zone: string | undefined
  readonly locale: Locale
  /** What the people on the card are called, by their ids. */
  readonly names: ReadonlyMap<string, string>
}

/** The people whom a card names by their ids. */
export function peopleOn(card: Card): readonly string[] {
  const named = JSON.stringify(card).matchAll(/"user":"([UW][A-Z0-9]+)"/g)
  return [...new Set([...named].flatMap(([, user]) => user ?? []))]
}

/** A card as the pane of what it is about: its sections become fields, its buttons those of the pane. */
export function paneEntity(card: Card, subject: CardSubject, reader: EntityReader): EntityMetadata {
  const { entity_payload: payload, ...entity } = withOverview(entityOf(subject), card, subject, reader)
  const fields = customFields(card, reader).slice(0, entityLimits.fields)
  const primary = (card.buttons ?? []).slice(0, entityLimits.primary)
  const overflow = [...(card.buttons ?? []).slice(entityLimits.primary), ...(card.menu ?? [])]
  return {
    ...entity,
    entity_payload: {
      ...payload,
      attributes: { ...payload.attributes, metadata_last_modified: Math.floor(reader.now / 1000) },
      ...(fields.length > 0 && { custom_fields: fields }),
      actions: {
        primary_actions: primary.map((button) => ({
          ...entityButton(button),
          ...('style' in button && button.style && { style: button.style }),
        })),
        overflow_actions: overflow.slice(0, entityLimits.overflow).map(entityButton),
      },
    },
  }
}

function withOverview(
  entity: EntityMetadata,
  card: Card,
  { locale }: CardSubject,
  reader?: EntityReader,
): EntityMetadata {
  const overview = linesText(card.lines ?? [], reader)
  if (overview === '') return entity
  const { entity_payload: payload } = entity
  const description = { value: overview, label: words.about[locale], long: true }
  return { ...entity, entity_payload: { ...payload, fields: { ...payload.fields, description } } }
}

function linesText(lines: readonly Line[], reader?: EntityReader): string {
  const text = lines.map((line) => entityText(line, entityLimits.value, reader)).filter(Boolean)
  return cutText(text.join('\n'), entityLimits.value)
}

function customFields(
  { facts = [], course, sections = [] }: Card,
  reader: EntityReader,
): EntityCustomField[] {
  const labelOf = (text: string) => entityText(text, entityLimits.title) || words.about[reader.locale]
  const field = (label: string, value: string, i: number): EntityCustomField[] =>
    value === '' ? [] : [{ key: `f${i}`, label: labelOf(label), type: 'string', value, long: true }]
  const steps = course?.steps.map(({ title, state }) => `${courseMarks[state]} ${title}`) ?? []
  const rows = [
    ...facts.map(({ label, said }) => ({ label, lines: [said] })),
    ...(course ? [{ label: course.title, lines: steps }] : []),
    ...sections.map((section) => ({
      label: section.heading ?? '',
      lines: sectionLines(section),
    })),
  ]
  return rows.flatMap(({ label, lines }, i) => field(label, linesText(lines, reader), i))
}

const courseMarks = { complete: '✓', in_progress: '…', pending: '○', error: '✗' } as const

function sectionLines({ quote, lines = [], list = [], code }: Section): readonly Line[] {
  return [...(quote ? [quote] : []), ...lines, ...list, ...(code ? [code] : [])]
}

type Offered = NonNullable<Card['menu']>[number]

function entityButton({ label, action, value }: Offered): EntityActionButton {
  return { text: cutText(label, entityLimits.buttonText), action_id: action, value }
}

/** A message as it goes out. */
interface SentContent {
  readonly blocks: KnownBlock[]
  readonly entities?: EntityMetadata[]
}

/** Sends the message without what the workspace has refused, now or before: modern blocks, or what the message is about. */
export async function sendRendered<T>(
  memory: BlockMemory,
  message: Sendable & { readonly entities?: readonly EntityMetadata[] },
  send: (content: SentContent) => Promise<T>,
): Promise<T> {
  const { entities } = message
  const plain = () => sendBlocks(memory, message, (blocks) => send({ blocks }))
  if (!entities || (await memory.all()).has('entities')) return plain()
  try {
    return await sendBlocks(memory, message, (blocks) => send({ blocks, entities: [...entities] }))
  } catch (error) {
    if (!isRefusedForEntities(error)) throw error
    const sent = await plain()
    // Only now it is certain that they were to blame; a single one that is too large says nothing of the others.
    if (!isTooLarge(error)) await memory.add(['entities'])
    return sent
  }
}

/** Slack does not tell what a workspace answers that does not know them, so all is taken for it that may mean an argument. */
const refusedForEntities = new Set([
  'feature_not_enabled',
  'invalid_arguments',
  'invalid_arg_name',
  'invalid_metadata',
  'invalid_metadata_format',
  'invalid_metadata_schema',
  'metadata_must_be_sent_from_app',
  'metadata_too_large',
  'unknown_argument',
])

export function isRefusedForEntities(error: unknown): boolean {
  return error instanceof WebAPIPlatformError && refusedForEntities.has(error.data.error)
}

function isTooLarge(error: unknown): boolean {
  return error instanceof WebAPIPlatformError && error.data.error === 'metadata_too_large'
}
