import { everyLink } from './every-link.ts'

everyLink('v3', 1)
