import { sameInAll, say, type Text } from '../base/i18n.ts'
import type { Operation } from '../drs/operation.ts'
import { resultsInto } from '../drs/results.ts'
import type { RequestField } from './request-fields.ts'
import type { FoundIn, Property } from './request-properties.ts'

/** What a form says of a property of a request, from its description in the contract. */

/** A meaning is a name, and after a semicolon what else is to be known. */
function meaningOf({ description = '', chinese = description }: Property): { name: Text; more: Text } {
  const [name = '', ...more] = description.split('; ')
  const [chineseName = '', ...moreChinese] = chinese.split('；')
  return { name: say(name, chineseName), more: say(more.join('; '), moreChinese.join('；')) }
}

/** What the field is, and its name in the documents of DRS. */
export function labelOf({ name, property }: RequestField): Text {
  const meaning = meaningOf(property).name
  if (meaning.en === '') return sameInAll(name)
  return say(`${meaning.en} (${name})`, `${meaning['zh-CN']}（${name}）`)
}

/** What else is to be known, as sentences. */
export function furtherMeaning(property: Property): Text {
  return meaningOf(property).more
}

/** One after the other; what the contract says is no sentence yet. */
export function sentences(...said: readonly Text[]): Text {
  const english = said.map(({ en }) => en).filter((part) => part !== '')
  const chinese = said.map((text) => text['zh-CN']).filter((part) => part !== '')
  return say(
    english.map((part) => ended(`${part.charAt(0).toUpperCase()}${part.slice(1)}`, '.')).join(' '),
    chinese.map((part) => ended(part, '。')).join(''),
  )
}

function ended(part: string, mark: string): string {
  return /[.。!?]$/.test(part) ? part : `${part}${mark}`
}

/** Where somebody who has no idea finds the value. */
export function foundHint(op: Operation, field: string, { foundIn }: Property): readonly Text[] {
  const places: readonly FoundIn[] = [
    ...resultsInto(op, field).map(({ operation, as }) => ({ operations: [operation], as })),
    ...(foundIn ? [foundIn] : []),
  ]
  return [...new Set(places.map(({ as }) => as))].map((as) =>
    copyHint({
      as,
      operations: places.filter((place) => place.as === as).flatMap((place) => place.operations),
    }),
  )
}

export function copyHint({ operations, as }: FoundIn): Text {
  const calls = [...new Set(operations)]
  return say(
    `Copy ${as} from the answer of ${calls.join(' or ')}`,
    `可从 ${calls.join(' 或 ')} 的响应中复制 ${as}`,
  )
}
