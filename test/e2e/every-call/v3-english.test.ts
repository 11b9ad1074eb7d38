import { everyCall } from './every-call.ts'

everyCall('v3', 'en')
