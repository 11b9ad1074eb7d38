import { everyCall } from './every-call.ts'

everyCall('v5', 'zh-CN')
