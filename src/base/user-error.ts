import type { Text } from './i18n.ts'

/**
 * Something the person can put right: said in their language, on the form's field if there is one.
 * Thrown by commands and caught once, in the dispatcher; nothing else may be shown to people as it is.
 */
export class UserError extends Error {
  override readonly name = 'UserError'
  readonly text: Text
  readonly field: string | undefined

  constructor(text: Text, field?: string) {
    super(text.en)
    this.text = text
    this.field = field
  }
}

/** The same, with the way to what it is about: an address of the web and the words for it. */
export class LinkedError extends UserError {
  readonly link: { readonly address: string; readonly words: Text }

  constructor(text: Text, link: LinkedError['link']) {
    super(text)
    this.link = link
  }
}

/** Somebody may not do what they tried: beyond being told, it is written down. */
export class AccessDenied extends UserError {
  /** Slack users and user groups who can give the right that is missing. */
  readonly ask: readonly string[]

  constructor(text: Text, ask: readonly string[] = []) {
    super(text)
    this.ask = ask
  }
}

/** What is wrong with one field of a form, or with one argument that was typed. */
export interface InvalidField {
  readonly field: string
  readonly text: Text
}
