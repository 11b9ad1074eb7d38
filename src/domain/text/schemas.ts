import * as z from 'zod'
import { locales } from '../../base/i18n.ts'

/** Schemas of what src/base/i18n.ts calls `Locale` and `Text`, for what is stored. */
export const localeSchema = z.enum(locales)

export const textSchema = z.record(localeSchema, z.string())
