import { describe, expect, it } from 'vitest'
import { playground } from './playground.ts'
import {
  become,
  choose,
  field,
  form,
  goTo,
  message,
  press,
  pull,
  say,
  taskCard,
  write,
} from './slack-page.ts'

/** 李伟 reads Chinese: the same walk, all in his language. */
const ground = playground('chinese')
const task = 'orders-to-rds'

const card = () => taskCard(ground.page, task)

describe('用中文', () => {
  it('shows what he can do', async () => {
    const { page } = ground
    await become(page, '李伟 (迁移工程师)')
    await goTo(page, 'dba')
    await say(page, '/drs help')
    const help = message(page, '您在此可以执行的操作')
    await help.getByText('检查任务能否启动').waitFor()
    await ground.look('1-help')
  })

  it('makes a channel speak it', async () => {
    const { page } = ground
    await say(page, '/drs use --language zh')
    await message(page, '简体中文').waitFor()
  })

  it('explains a wrong value in a form', async () => {
    const { page } = ground
    await say(page, '/drs create')
    const first = form(page, '新建任务')
    await write(first, '任务名称', '9')
    await choose(first, '场景', '实时灾备', '灾备')
    await press(first, '下一步')
    const alert = field(first, '任务名称').getByRole('alert')
    await alert.waitFor()
    expect(await alert.textContent()).toContain('以字母开头')
    await ground.look('2-wrong-value')
    await press(first, '取消')
    await first.waitFor({ state: 'hidden' })
  })

  it('reports a failed pre-check', async () => {
    const { page } = ground
    await pull(page, '时钟 100×')
    await say(page, `/drs watch ${task}`)
    await card().getByText('配置中').waitFor()
    await say(page, `/drs precheck ${task}`)
    const report = message(page, `${task}：预检查未通过，1 项失败`)
    await report.getByText('srcDbBinlogIsOff', { exact: true }).waitFor()
    const text = await report.textContent()
    expect(text).toContain('原因')
    expect(text).toContain('处理建议')
    await report.getByRole('button', { name: '重新预检查' }).waitFor()
    await ground.look('3-pre-check-failed')
  })

  it('passes after the repair, and the task starts', async () => {
    const { page } = ground
    await pull(page, '修复 orders 的 Binlog')
    await press(message(page, `${task}：预检查未通过`), '重新预检查')
    await card().getByText('预检查已通过').waitFor()
    await press(card(), '启动')
    await card().getByText('增量迁移中').waitFor()
    await ground.look('4-running')
  })

  it('switches over with the approval of two people who read English', async () => {
    const { page } = ground
    await say(page, '/drs switchover dr-orders')
    const question = page.getByRole('dialog')
    await write(question, '原因', '年度演练')
    await press(question, '提交')
    const ticket = message(page, '需要审批：dr-orders')
    await ticket.getByText('年度演练').waitFor()
    await ground.look('5-asked')
    await become(page, 'Bob Tan (Approver)')
    await press(message(page, '年度演练'), '批准')
    await press(form(page, '批准'), '批准')
    await message(page, '年度演练').getByText('1/2').waitFor()
    await become(page, 'Carol Diaz (Approver)')
    await press(message(page, '年度演练'), '批准')
    await press(form(page, '批准'), '批准')
    await message(page, '年度演练').getByRole('button', { name: '立即执行' }).waitFor()
    await become(page, '李伟 (迁移工程师)')
    await press(message(page, '年度演练'), '立即执行')
    await press(form(page, '立即执行'), '立即执行')
    await message(page, '年度演练').getByText('已执行并确认').first().waitFor()
    await ground.look('6-verified')
  })
})
