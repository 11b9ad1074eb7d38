import type { Handler } from '../handler.ts'

/** The v5 operations of 7.4, 7.5.2 to 7.5.6, 7.6.2, 7.6.7, 7.6.9 to 7.6.13, 7.7, and 7.9 to 7.11. */
export const handlersB: readonly Handler[] = []
