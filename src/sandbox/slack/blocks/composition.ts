import { objectsOf } from '../json.ts'
import { boolean, type Check, list, oneOf, refuse, shape, string } from './check.ts'

const url = string(3000, 1, /^https?:\/\//)

/** A plain_text object (Slack docs, Text object). */
export function plain(max: number): Check {
  return shape({ required: { type: oneOf('plain_text'), text: string(max) }, optional: { emoji: boolean } })
}

/** A plain_text or mrkdwn object. */
export function anyText(max: number): Check {
  return shape({
    required: { type: oneOf('plain_text', 'mrkdwn'), text: string(max) },
    optional: { emoji: boolean, verbatim: boolean },
    also(value, path, checking) {
      if (value.type === 'mrkdwn' && value.emoji !== undefined)
        refuse(checking, path, 'invalid additional property: emoji')
      if (value.type === 'plain_text' && value.verbatim !== undefined)
        refuse(checking, path, 'invalid additional property: verbatim')
    },
  })
}

/** An option of a select; `text` decides whether mrkdwn is allowed (Slack docs, Option object). */
function optionOf(text: (max: number) => Check, withUrl: boolean): Check {
  return shape({
    required: { text: text(75), value: string(150) },
    optional: { description: text(75), ...(withUrl ? { url } : {}) },
  })
}

export const option = optionOf(plain, false)
export const overflowOption = optionOf(plain, true)
/** Options of checkboxes and radio buttons may hold mrkdwn. */
export const boxOption = optionOf(anyText, false)
export const optionGroup = shape({ required: { label: plain(75), options: list(option, 100) } })

/** A confirmation dialog; the page marks all four texts required (Slack docs, Confirmation dialog object). */
export const confirm = shape({
  required: { title: plain(100), text: anyText(300), confirm: plain(30), deny: plain(30) },
  optional: { style: oneOf('primary', 'danger') },
})

export const placeholder = plain(150)
export const link = url
export const id = string(255)

/** Refuses two options with one value: Slack could not tell them apart. */
export function distinctValues(options: unknown): boolean {
  const values = objectsOf(options).map((row) => row.value)
  return new Set(values).size === values.length
}
