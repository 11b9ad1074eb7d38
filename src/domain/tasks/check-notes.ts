import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'
import { sha256 } from '../audit/audit-chain.ts'
import { checksWith } from './precheck.ts'
import type { PrecheckItem, PrecheckReport } from './task.ts'

/** What people have said of items of a task's pre-check. Times in milliseconds since the epoch. */
export const checkNoteSchema = z.discriminatedUnion('kind', [
  /** Somebody knows of an alarm and goes on all the same; `about`: what it said then, see `saidOf`. */
  z.object({
    kind: z.literal('accepted'),
    item: z.string(),
    about: z.string(),
    by: z.string(),
    at: z.number(),
    reason: z.string().exactOptional(),
  }),
  /** Somebody looks after it. */
  z.object({ kind: z.literal('assigned'), item: z.string(), to: z.string(), by: z.string(), at: z.number() }),
])
export type CheckNote = DeepReadonly<z.output<typeof checkNoteSchema>>
export type CheckNoteOf<Kind extends CheckNote['kind']> = Extract<CheckNote, { readonly kind: Kind }>

/** So much of what an alarm says tells whether it still says the same. */
const longestSaid = 2_000

/** What an item says of this database. An alarm that says something else has not been accepted. */
export function saidOf({ reason = '', raw = '', data = '', omitted = 0 }: PrecheckItem): string {
  return [reason, raw, data, String(omitted)].join('\n').slice(0, longestSaid)
}

/** The name of the item, bound to what it says now. */
export function asShown(item: PrecheckItem): string {
  return `${item.item}#${sha256(saidOf(item)).slice(0, 12)}`
}

/** Who has accepted the alarm as it is now. */
export function acceptanceOf(
  notes: readonly CheckNote[],
  item: PrecheckItem,
): CheckNoteOf<'accepted'> | undefined {
  return notes.find(
    (note): note is CheckNoteOf<'accepted'> =>
      note.kind === 'accepted' && note.item === item.item && note.about === saidOf(item),
  )
}

/** Who looks after the item. */
export function assignmentOf(
  notes: readonly CheckNote[],
  { item }: Pick<PrecheckItem, 'item'>,
): CheckNoteOf<'assigned'> | undefined {
  return notes.find((note): note is CheckNoteOf<'assigned'> => note.kind === 'assigned' && note.item === item)
}

/** Alarms that nobody has accepted. */
export function openAlarms(
  report: Pick<PrecheckReport, 'items'>,
  notes: readonly CheckNote[],
): readonly PrecheckItem[] {
  return checksWith(report, 'alarm').filter((item) => acceptanceOf(notes, item) === undefined)
}

/** Everybody whom notes name. */
export function peopleInNotes(notes: readonly CheckNote[]): readonly string[] {
  return [...new Set(notes.flatMap((note) => (note.kind === 'assigned' ? [note.by, note.to] : [note.by])))]
}
