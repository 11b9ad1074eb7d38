import * as z from 'zod'
import type { DeepReadonly } from '../base/deep-readonly.ts'

/** A half-filled form. It lives on our side for an hour; Slack's view carries only its id. Never holds a secret. */
export const formDraftSchema = z.object({
  command: z.string(),
  page: z.number().int().min(0),
  values: z.record(z.string(), z.string()),
  /** Named before the form was opened, by words or by a button; not asked again. */
  fixed: z.array(z.string()).exactOptional(),
  /** Optional in general, needed here. */
  needed: z.array(z.string()).exactOptional(),
  /** What a page was found to hang on, beside what people say. */
  facts: z.record(z.string(), z.string()).exactOptional(),
  /** What fields began with; one that still says so may be filled anew. */
  proposed: z.record(z.string(), z.string()).exactOptional(),
  team: z.string(),
  channel: z.string(),
  user: z.string(),
  /** The connection that was named, in place of the channel's. */
  connection: z.string().exactOptional(),
  /** Where the person wants to be told of it, instead of the channel. */
  reportTo: z.string().exactOptional(),
  /** What was clicked, where that is kept instead of values. */
  press: z.object({ act: z.string(), value: z.string() }).exactOptional(),
})
/** What somebody gave last in a form, by field. */
export const givenSchema = z.object({ values: z.record(z.string(), z.string()) })
export type FormDraft = DeepReadonly<z.output<typeof formDraftSchema>>

export interface DraftStore {
  put(id: string, draft: FormDraft): Promise<void>
  get(id: string): Promise<FormDraft | undefined>
  delete(id: string): Promise<void>
  /** True for the first to carry the form out; a form that Slack delivers twice is done once. */
  claim(id: string): Promise<boolean>
  /** After a failure the form may be sent again. */
  release(id: string): Promise<void>
  /** The unfinished wizard that a person left in a channel. */
  remember(owner: string, id: string): Promise<void>
  recall(owner: string): Promise<string | undefined>
  forget(owner: string): Promise<void>
  /** What a person gave last in such a form, to begin the next one with. */
  keepGiven(owner: string, given: Readonly<Record<string, string>>): Promise<void>
  lastGiven(owner: string): Promise<Readonly<Record<string, string>> | undefined>
}
