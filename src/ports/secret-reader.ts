import type { SecretUse } from '../domain/secrets/secret-scope.ts'

/**
 * Reads what a reference leads to, for that use. Throws `UserError` for a reference that is not allowed there or holds
 * nothing, `SecretGone` for what is not kept any more or was not kept for it.
 */
export type SecretReader = (reference: string, use: SecretUse) => Promise<string>
