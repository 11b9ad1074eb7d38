import type { Handler } from '../handler.ts'
import { handlersB } from './rest.ts'

/** Every v5 operation that the local DRS carries out. */
export const handlersV5: readonly Handler[] = [...handlersB]
