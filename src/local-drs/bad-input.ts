/** A seed or a control call that asks for something impossible; the message says what. */
export class BadInput extends Error {
  override readonly name = 'BadInput'
}
