import { describe, expect, it } from 'vitest'
import { playground } from './playground.ts'
import { become, choose, field, form, goTo, message, press, pull, say, write } from './slack-page.ts'

/** 李伟 reads Chinese: the same walk, all in his language. */
const ground = playground('chinese')
const task = 'orders-to-rds'

const card = () => message(ground.page, new RegExp(`${task}实时迁移`))
const tourStep = (title: string) =>
  ground.page.getByRole('region', { name: '导览' }).getByRole('heading', { name: title }).waitFor()

describe('用中文', () => {
  it('shows what he can do', async () => {
    const { page } = ground
    await become(page, '李伟 (迁移工程师)')
    await goTo(page, 'dba')
    await say(page, '/drs help')
    const help = message(page, '您在此可以执行的操作')
    await help.getByText('对任务执行预检查，并报告未通过的检查项').waitFor()
    await ground.look('1-help')
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
    await tourStep('执行预检查')
    await say(page, `/drs precheck ${task}`)
    const report = message(page, `${task}：预检查未通过`)
    await report.getByText('源库未开启 Binlog', { exact: true }).waitFor()
    const text = await report.textContent()
    expect(text).toContain('请在源库开启')
    await report.getByRole('button', { name: '处理建议' }).waitFor()
    await report.getByRole('button', { name: '重新预检查' }).waitFor()
    await tourStep('修复源库')
    await ground.look('3-pre-check-failed')
  })

  it('passes after the repair, and the task starts', async () => {
    const { page } = ground
    await pull(page, '修复 orders 的 Binlog')
    await tourStep('重新预检查')
    await press(message(page, `${task}：预检查未通过`), '重新预检查')
    await card()
      .getByText(/^预检查\s*已通过$/)
      .waitFor()
    await tourStep('启动任务')
    await press(card(), '启动')
    await card().getByText('增量迁移中').waitFor()
    await ground.look('4-running')
  })

  it('switches over with the consent of two people who read English', async () => {
    const { page } = ground
    await tourStep('申请主备倒换')
    await page.getByRole('button', { name: '替我输入' }).click()
    await page.keyboard.press('Enter')
    const question = page.getByRole('dialog')
    await write(question, '原因', '年度演练')
    await press(question, '提交')
    const ticket = message(page, '需要审批：dr-orders')
    await ticket.getByText('年度演练').waitFor()
    await tourStep('以 Bob 的身份批准')
    await ground.look('5-asked')
    await become(page, 'Bob Tan (Approver)')
    await page.getByRole('region', { name: 'Tour' }).getByText('Approve it as Bob').waitFor()
    await press(message(page, '年度演练'), '批准')
    await press(form(page, '批准'), '批准')
    await become(page, 'Carol Diaz (Approver)')
    await page.getByRole('region', { name: 'Tour' }).getByText('Approve it as Carol').waitFor()
    await press(message(page, '年度演练'), '批准')
    await press(form(page, '批准'), '批准')
    await become(page, '李伟 (迁移工程师)')
    await tourStep('执行倒换')
    await press(message(page, '年度演练'), '执行')
    await press(form(page, '执行'), '执行')
    await message(page, '年度演练').getByText('已完成并验证', { exact: true }).first().waitFor()
    await tourStep('导览完成')
    await ground.look('6-verified')
  })
})
