import { boolean, type Check, exactlyOne, list, oneOf, refuse, shape, string } from './check.ts'

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

const slackFile = shape({ optional: { id, url: string(3000) }, also: exactlyOne('id', 'url') })

/** The fields that say which picture is meant: an address, or a file in Slack, not both. */
export const pictureSource = { image_url: link, slack_file: slackFile }

/** An image as part of another block (Slack docs, Image element). */
export const image = shape({
  required: { type: oneOf('image'), alt_text: string(2000) },
  optional: pictureSource,
  also: exactlyOne('image_url', 'slack_file'),
})

/** An address that only counts with TLS. */
export const secureLink = string(3000, 1, /^https:\/\//)

/** A field that must be left out, or be null as in answers of the API. */
export const nothing: Check = (value, path, checking) => {
  if (value !== null) refuse(checking, path, 'invalid additional property')
}
