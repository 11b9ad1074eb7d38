import { describe } from 'vitest'
import { playTwoMinutes } from './two-minutes.ts'

describe('the first two minutes in English', () => {
  playTwoMinutes('two-minutes', {
    person: '',
    writeIt: 'Write it for me',
    fillIn: 'Fill in the sample values',
    filled: ['Real-time migration'],
    test: 'Test connections',
    precheck: 'Run pre-check',
    notPassed: ': pre-check not passed',
    repair: 'Repair the binary log of orders',
    again: 'Run the pre-check again',
    passed: 'pre-check passed',
    start: 'Start',
    running: /Full phase running|Incremental phase/,
    reason: 'Reason',
    needed: 'Approval needed: stop shop-to-cloud',
    approve: 'Approve',
    approved: 'Stop shop-to-cloud: approved',
    carryOut: 'Carry out now',
    confirmed: 'carried out and confirmed',
    done: 'You have seen it all',
  })
})

describe('the first two minutes in Chinese', () => {
  playTwoMinutes('two-minutes-chinese', {
    person: '李伟 (迁移工程师)',
    writeIt: '替我输入',
    fillIn: '填入示例值',
    filled: ['实时迁移'],
    test: '测试连接',
    precheck: '预检查',
    notPassed: '：预检查未通过',
    repair: '修复 orders 的 Binlog',
    again: '重新预检查',
    passed: '预检查已通过',
    start: '启动',
    running: /全量中|增量|迁移中/,
    reason: '原因',
    needed: '需要审批：',
    approve: '批准',
    approved: '已批准',
    carryOut: '立即执行',
    confirmed: '已执行并确认',
    done: '导览完成',
  })
})
