import { everyCall } from './every-call.ts'

everyCall('v3', 'zh-CN')
