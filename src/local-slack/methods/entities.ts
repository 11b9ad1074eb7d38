import { checkBlocks, wordsOf } from '../blocks/validate.ts'
import { entitiesIn, entitiesProblems, entityIn, entityProblems } from '../entities.ts'
import { isObject, type JsonObject, objectOf, textOf } from '../json.ts'
import { findMessage } from '../messages.ts'
import { takeTrigger } from '../tickets.ts'
import type { Entity } from '../types.ts'
import { changed } from '../world.ts'
import { type Answer, type Call, channelOf, type Methods, refused } from './method.ts'

/** Slack docs, entity.presentDetails method. How long the trigger lives is not told there: as long as others do. */
function presentDetails(call: Call): Answer {
  const { world, args } = call
  if (!world.workObjects) return refused('feature_not_enabled')
  const { metadata, error } = args
  const needsLogin = args.user_auth_required === true || args.user_auth_required === 'true'
  if (metadata === undefined && !isObject(error) && !needsLogin)
    return refused('invalid_arguments', ['[ERROR] one of metadata, error and user_auth_required is needed'])
  const problems = metadata === undefined ? [] : entityProblems(metadata)
  if (problems.length > 0) return refused('invalid_metadata', problems)
  const trigger = takeTrigger(world, textOf(args.trigger_id) ?? '')
  if ('error' in trigger || !trigger.entity) return refused('invalid_trigger_id')
  const entity = entityIn(metadata)
  if (entity && !isSame(entity, trigger.entity)) return refused('entity_metadata_does_not_match_trigger')
  const pane = world.flexpanes.get(trigger.user)
  if (pane?.externalRef.id === trigger.entity.external_ref.id) {
    const shown = entity ? { entity } : refusedPane(objectOf(error))
    world.flexpanes.set(trigger.user, { ...pane, shown })
    changed(world)
  }
  return {}
}

function refusedPane(error: JsonObject) {
  const { status, custom_title: title, custom_message: text } = error
  return { title: textOf(title) ?? textOf(status) ?? '', text: textOf(text) ?? '' }
}

function isSame(entity: Entity, asked: Pick<Entity, 'external_ref' | 'url'>): boolean {
  return entity.external_ref.id === asked.external_ref.id && entity.url === asked.url
}

/** Slack docs, chat.unfurl method. */
function unfurl(call: Call): Answer {
  const { world, args } = call
  const { metadata, unfurls } = args
  if (metadata === undefined && unfurls === undefined) return refused('missing_unfurls')
  if (unfurls !== undefined && !isObject(unfurls)) return refused('invalid_unfurls_format')
  if (metadata !== undefined && !world.workObjects) return refused('invalid_arguments', ['[ERROR] metadata'])
  const problems = metadata === undefined ? [] : entitiesProblems(objectOf(metadata).entities)
  if (problems.length > 0) return refused('invalid_metadata_format', problems)
  const things = entitiesIn(metadata)
  const plain = Object.entries(objectOf(unfurls)).map(([url, one]) => ({ ...objectOf(one), from_url: url }))
  const wrong = plain.flatMap((one) => ('blocks' in one ? checkBlocks(one.blocks, 'message') : []))
  if (wrong.length > 0) return refused('invalid_unfurls_format', wordsOf(wrong))
  const place = placeOf(call)
  if ('refusal' in place) return refused(place.refusal)
  const urls = [...things.map((one) => one.app_unfurl_url), ...plain.map((one) => one.from_url)]
  if (urls.some((url) => url === undefined || !place.urls.includes(url))) return refused('cannot_unfurl_url')
  place.put(things, plain)
  changed(world)
  return {}
}

interface UnfurlPlace {
  readonly urls: readonly string[]
  put(things: readonly Entity[], plain: readonly JsonObject[]): void
}

/** A message that somebody has posted, or what somebody is typing. */
function placeOf({ world, args }: Call): UnfurlPlace | { readonly refusal: string } {
  const id = textOf(args.unfurl_id)
  if (id !== undefined) {
    if (textOf(args.source) === undefined) return { refusal: 'missing_source' }
    const composing = world.composing.get(id)
    if (!composing) return { refusal: 'invalid_unfurl_id' }
    const put: UnfurlPlace['put'] = (things, plain) =>
      Object.assign(composing, { entities: things, attachments: plain })
    return { urls: composing.urls, put }
  }
  const channel = channelOf(world, args.channel)
  if (!channel) return { refusal: 'missing_channel' }
  const message = findMessage(world, channel.id, textOf(args.ts) ?? '')
  if (!message) return { refusal: 'missing_ts' }
  const put: UnfurlPlace['put'] = (things, plain) => {
    Object.assign(message, {
      entities: [...message.entities, ...things],
      attachments: [...message.attachments, ...plain],
    })
  }
  return { urls: addressesIn(message.text), put }
}

/** The addresses in a text that somebody has posted, as they stand in it. */
export function addressesIn(text: string): readonly string[] {
  const found = text.matchAll(/<(https?:[^|>\s]+)(?:\|[^>]*)?>|(https?:\/\/[^\s<>|]+)/g)
  return [...found].map(([, marked, plain]) => (marked ?? plain ?? '').replaceAll('&amp;', '&'))
}

/** Things of the app: what stands below an address, and in the pane of a thing. */
export const entityMethods: Methods = {
  'entity.presentDetails': { token: 'bot', run: presentDetails },
  'chat.unfurl': { token: 'bot', scopes: ['links:write'], run: unfurl },
}
