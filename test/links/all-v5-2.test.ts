import { everyLink } from './every-link.ts'

everyLink('v5', 2)
