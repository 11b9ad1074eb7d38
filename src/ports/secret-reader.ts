/**
 * Reads what a reference leads to. Throws `UserError` for a reference that is not allowed or holds nothing, `SecretGone` for
 * what is not kept any more or was not kept for `about`.
 */
export type SecretReader = (reference: string, about?: string) => Promise<string>
