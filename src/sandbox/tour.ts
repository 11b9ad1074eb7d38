import { say } from '../base/i18n.ts'
import type { LocalDrs } from '../local-drs/server.ts'
import { createTour, type Tour, type TourStep } from '../local-slack/tour.ts'
import type { LoggedCall } from '../local-slack/web-api.ts'

/** The first minutes in the sandbox: watch, fail, repair, start, and switch over as two people. */

const task = 'orders-to-rds'
const pair = 'dr-orders'
const source = { database: '192.168.0.27:3306', item: 'srcDbBinlogIsOff' }

type Look = ReturnType<typeof lookAt>

function lookAt(drs: LocalDrs) {
  const named = (name: string) => drs.control.tasks().find((one) => one.name === name)
  const precheck = () => {
    const report = named(task)?.precheck
    return report?.process === '100%' ? report.result : undefined
  }
  const repaired = () =>
    !drs.control.databases().some((one) => one.key === source.database && one.broken.includes(source.item))
  const runs = () => /^(STARTJOBING|FULL_TRANSFER_|INCRE_TRANSFER_)/.test(named(task)?.status ?? '')
  return { precheck, repaired, runs, switched: () => (named(pair)?.switchovers ?? 0) > 0 }
}

/** Does a message of the app, as it was posted or edited, speak of all these? */
function shown(calls: readonly LoggedCall[], ...words: readonly string[]): boolean {
  return calls.some(({ method, ok, args }) => {
    if ((method !== 'chat.postMessage' && method !== 'chat.update') || !ok) return false
    const text = JSON.stringify(args)
    return words.every((word) => text.includes(word))
  })
}

function migrationSteps({ precheck, repaired, runs }: Look): readonly TourStep[] {
  return [
    {
      title: say('Watch a task', '关注任务'),
      text: say(
        'The task gets a card in this channel that always shows where it stands.',
        '该任务会在本频道获得一张卡片，始终显示最新状态。',
      ),
      type: `/drs watch ${task}`,
      at: ['field'],
      done: (calls) => shown(calls, task),
    },
    {
      title: say('Run the pre-check', '执行预检查'),
      text: say(
        'It fails: the binlog of the source is off. “How to fix” on the report has the steps.',
        '预检查不通过：源库未开启 Binlog。报告中的“处理建议”列出了处理步骤。',
      ),
      type: `/drs precheck ${task}`,
      at: ['field'],
      done: () => precheck() === false || runs(),
    },
    {
      title: say('Repair the source', '修复源库'),
      text: say(
        'Switch the binary log of “orders” on, as its administrator would: in the panel at the right.',
        '像管理员那样开启 orders 数据库的 binlog：在右侧面板中操作。',
      ),
      at: ['repair', 'beside'],
      done: repaired,
    },
    {
      title: say('Check again', '重新预检查'),
      text: say(
        'Click “Run again” on the report. This time it passes.',
        '在报告上点击“重新预检查”。这次会通过。',
      ),
      at: ['action:cmd:precheck:ask', 'field'],
      type: `/drs precheck ${task}`,
      done: () => precheck() === true || runs(),
    },
    {
      title: say('Start it', '启动任务'),
      text: say(
        'Click “Start” on the report or on the card, and see the card move.',
        '在报告或卡片上点击“启动”，然后观察卡片的变化。',
      ),
      at: ['action:cmd:start', 'field'],
      type: `/drs start ${task}`,
      done: runs,
    },
  ]
}

function consentSteps({ switched }: Look): readonly TourStep[] {
  return [
    {
      title: say('Ask for a switchover', '申请主备倒换'),
      text: say(
        'The form shows the pair as it is now. Its roles change only after two other people approve: give a reason.',
        '表单会显示灾备任务的当前状态。主备倒换须经另外两人批准，请填写原因。',
      ),
      type: `/drs switchover ${pair}`,
      at: ['field'],
      done: (calls) => shown(calls, pair, 'cmd:approve:') || switched(),
    },
    {
      title: say('Approve it as Bob', '以 Bob 的身份批准'),
      text: say(
        'Become Bob Tan at the top, read the request and click “Approve”.',
        '在页面顶部切换为 Bob Tan，查看申请并点击“批准”。',
      ),
      by: 'U02BOB',
      at: ['action:cmd:approve:ask'],
      done: (calls) => shown(calls, pair, 'cmd:withdraw:') || switched(),
    },
    {
      title: say('Approve it as Carol', '以 Carol 的身份批准'),
      text: say(
        'One person counts once, so a second approver is needed. Now the approval is complete.',
        '每人只占一个席位，因此还需要第二个人。之后审批即告完成。',
      ),
      by: 'U03CAROL',
      at: ['action:cmd:approve:ask'],
      done: (calls) => shown(calls, pair, 'cmd:execute:') || switched(),
    },
    {
      title: say('Carry it out', '执行倒换'),
      text: say(
        'Become Alice again and click “Carry out”. The bot looks once more, asks DRS, and checks the result.',
        '切换回 Alice 并点击“执行”。机器人会再次核对、请求 DRS 并验证结果。',
      ),
      by: 'U01ALICE',
      at: ['action:cmd:execute:ask'],
      done: switched,
    },
  ]
}

/** The tour for a local DRS with its usual tasks. */
export function sandboxTour(drs: LocalDrs): Tour {
  const look = lookAt(drs)
  return createTour(crypto.randomUUID(), [...migrationSteps(look), ...consentSteps(look)])
}
