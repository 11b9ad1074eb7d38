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

/** Somebody may not do what they tried: beyond being told, it is written down. */
export class AccessDenied extends UserError {}

/** What is wrong with one field of a form, or with one argument that was typed. */
export interface InvalidField {
  readonly field: string
  readonly text: Text
}
