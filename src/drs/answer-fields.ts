import * as z from 'zod'
import type { Text } from '../base/i18n.ts'
import type { Operation } from './operation.ts'

/** The documented fields of an answer, with what they mean; `items` of a list. */
export interface AnswerFields {
  readonly meaning?: Text
  readonly fields: Readonly<Record<string, AnswerFields>>
  readonly items?: AnswerFields
}

/** The parts of JSON Schema that a response has. */
interface Shape {
  readonly description?: string
  readonly chinese?: string
  readonly anyOf?: readonly Shape[]
  readonly properties?: Readonly<Record<string, Shape>>
  readonly items?: Shape
}

export function answerFields({ response }: Operation): AnswerFields {
  // What zod makes of our own contract.
  return fieldsOf(z.toJSONSchema(response, { io: 'input', unrepresentable: 'any' }) as unknown as Shape)
}

function fieldsOf({ description, chinese = description, ...shape }: Shape): AnswerFields {
  // The first alternative is the documented one.
  const { properties = {}, items } = shape.anyOf?.[0] ?? shape
  return {
    ...(description !== undefined && { meaning: { en: description, 'zh-CN': chinese ?? description } }),
    fields: Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, fieldsOf(inner)])),
    ...(items && { items: fieldsOf(items) }),
  }
}
