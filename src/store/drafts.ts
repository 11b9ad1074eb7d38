import { type DraftStore, formDraftSchema, givenSchema } from '../ports/form-drafts.ts'
import { formGivenKey, formKey, formOfKey, onceKey, sentFormKey } from './keys.ts'
import type { Redis } from './redis.ts'
import { storedKind } from './stored.ts'

export const formDraftKind = storedKind({ name: 'form draft', version: 1, schema: formDraftSchema })

export const formGivenKind = storedKind({ name: 'answers given last', version: 1, schema: givenSchema })

/** What was given last is offered again for so long, in ms. */
const givenMs = 90 * 24 * 60 * 60 * 1000

/** How long a half-filled form survives a closed modal or a restarted bot, in ms. */
export const draftMs = 60 * 60 * 1000

/** Half-filled forms; every put begins their time anew. */
export function redisDrafts(redis: Redis): DraftStore {
  return {
    put: async (id, draft) => void (await redis.set(formKey(id), formDraftKind.write(draft), 'PX', draftMs)),
    get: async (id) => {
      const key = formKey(id)
      return formDraftKind.read(redis, await redis.get(key), { key })
    },
    delete: async (id) => void (await redis.del(formKey(id))),
    claim: (id) => isFirst(redis, sentFormKey(id)),
    release: async (id) => void (await redis.del(sentFormKey(id))),
    remember: async (owner, id) => void (await redis.set(formOfKey(owner), id, 'PX', draftMs)),
    recall: async (owner) => (await redis.get(formOfKey(owner))) ?? undefined,
    forget: async (owner) => void (await redis.del(formOfKey(owner))),
    keepGiven: async (owner, given) =>
      void (await redis.set(formGivenKey(owner), formGivenKind.write({ values: given }), 'PX', givenMs)),
    lastGiven: async (owner) => {
      const key = formGivenKey(owner)
      return (await formGivenKind.read(redis, await redis.get(key), { key }))?.values
    },
  }
}

/** True for the first to say so of what happens once, on whichever replica, for an hour or `ms`. */
export function isFirstToTake(redis: Redis, id: string, ms = draftMs): Promise<boolean> {
  return isFirst(redis, onceKey(id), ms)
}

/** What was taken is not done: the next one is the first again. */
export async function giveBack(redis: Redis, id: string): Promise<void> {
  await redis.del(onceKey(id))
}

async function isFirst(redis: Redis, key: string, ms = draftMs): Promise<boolean> {
  return (await redis.set(key, '1', 'PX', ms, 'NX')) === 'OK'
}
