import { describe, expect, it } from 'vitest'
import { playground } from './playground.ts'
import { become, choose, field, form, goTo, message, press, pull, say, write } from './slack-page.ts'

/** 李伟 reads Chinese: the same walk, all in his language. */
const ground = playground('chinese')
const task = 'orders-to-rds'

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
    await message(page, new RegExp(`${task}实时迁移`))
      .getByText('配置中')
      .waitFor()
    await say(page, `/drs precheck ${task}`)
    const report = message(page, `${task}：预检查未通过，1 项失败`)
    await report.getByText('srcDbBinlogIsOff', { exact: true }).waitFor()
    const text = await report.textContent()
    expect(text).toContain('原因')
    expect(text).toContain('处理建议')
    await report.getByRole('button', { name: '重新预检查' }).waitFor()
    await ground.look('3-pre-check-failed')
  })
})
