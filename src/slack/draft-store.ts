import * as z from 'zod'
import type { DraftStore, FormDraft } from './drafts.ts'

/** Keeps JSON values for an hour by default. */
export interface DraftMemory {
  put(id: string, value: unknown): Promise<void>
  get(id: string): Promise<unknown>
  delete(id: string): Promise<void>
  /** Puts only if nothing is there, and says whether it did. */
  putFirst(id: string, value: unknown): Promise<boolean>
}

/** Written by an older release, perhaps: what does not fit is treated as gone. */
const draftSchema = z.object({
  command: z.string(),
  page: z.number().int().min(0),
  values: z.record(z.string(), z.string()),
  fixed: z.array(z.string()).optional(),
  team: z.string(),
  channel: z.string(),
  user: z.string(),
})

function asDraft(value: unknown): FormDraft | undefined {
  const parsed = draftSchema.safeParse(value)
  if (!parsed.success) return undefined
  const { fixed, ...draft } = parsed.data
  return fixed ? { ...draft, fixed } : draft
}

export function storedDrafts(memory: DraftMemory): DraftStore {
  const form = (id: string) => `form:${id}`
  const claimed = (id: string) => `claimed:${id}`
  const latest = (owner: string) => `latest:${owner}`
  return {
    put: (id, draft) => memory.put(form(id), draft),
    get: async (id) => asDraft(await memory.get(form(id))),
    delete: (id) => memory.delete(form(id)),
    claim: (id) => memory.putFirst(claimed(id), true),
    release: (id) => memory.delete(claimed(id)),
    remember: (owner, id) => memory.put(latest(owner), id),
    recall: async (owner) => z.string().safeParse(await memory.get(latest(owner))).data,
    forget: (owner) => memory.delete(latest(owner)),
  }
}
