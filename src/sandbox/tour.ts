import { say } from '../base/i18n.ts'
import { databaseUser, instances, subnetId } from '../local-drs/databases.ts'
import type { LocalDrs } from '../local-drs/server.ts'
import { createTour, type SampleValues, type Tour, type TourStep } from '../local-slack/tour.ts'
import type { LoggedCall } from '../local-slack/web-api.ts'
import { passwordVariables } from './panel/catalogue.ts'

/** The first two minutes in the sandbox: create, test, fail, repair, start, and end with the approval of somebody else. */

const task = 'shop-to-cloud'
const [host = '', port = ''] = ['192.168.0.27', '3306']
const binlog = { database: `${host}:${port}`, item: 'srcDbBinlogIsOff' }

/** What the forms on the way ask for, by the names of their fields. */
export const sampleValues: SampleValues = {
  name: task,
  scenario: 'migration',
  engine: 'mysql',
  direction: 'up',
  mode: 'FULL_INCR_TRANS',
  network: 'eip',
  nodeType: 'high',
  subnet: subnetId,
  sourceHost: host,
  sourcePort: port,
  sourceUser: databaseUser,
  sourcePassword: `env:${passwordVariables.source}`,
  destinationHost: '192.168.0.131',
  destinationPort: '3306',
  destinationUser: databaseUser,
  destinationPassword: `env:${passwordVariables.destination}`,
  destinationInstance: instances.mysql,
  reason: 'The shop has moved',
}

type Look = ReturnType<typeof lookAt>

function lookAt(drs: LocalDrs) {
  const known = () => drs.control.tasks().find((one) => one.name === task)
  const precheck = () => {
    const report = known()?.precheck
    return report?.process === '100%' ? report.result : undefined
  }
  return {
    exists: () => known() !== undefined,
    tested: () => known()?.tested.so === true && known()?.tested.ta === true,
    precheck,
    repaired: () =>
      !drs.control.databases().some((one) => one.key === binlog.database && one.broken.includes(binlog.item)),
    runs: () => /^(STARTJOBING|FULL_TRANSFER_|INCRE_TRANSFER_|RELEASE)/.test(known()?.status ?? ''),
    ends: () => /^RELEASE/.test(known()?.status ?? ''),
  }
}

/** Does a message of the app, as it was posted or edited, speak of all these? */
function shown(calls: readonly LoggedCall[], ...words: readonly string[]): boolean {
  return calls.some(({ method, ok, args }) => {
    if ((method !== 'chat.postMessage' && method !== 'chat.update') || !ok) return false
    const text = JSON.stringify(args)
    return words.every((word) => text.includes(word))
  })
}

function setupSteps({ exists, tested }: Look): readonly TourStep[] {
  return [
    {
      title: say('Create a task', '创建任务'),
      text: say(
        'A form opens. The values it asks for stand beside it, with a button that fills them in.',
        '表单旁会列出所需的示例值，点击按钮即可填入。如需频道显示中文，请先执行 /drs use --language zh。',
      ),
      type: '/drs create',
      at: ['field'],
      done: exists,
    },
    {
      title: say('Test the connections', '测试连接'),
      text: say(
        'The task gets a card that always shows where it stands. Click “Test connections” on it.',
        '任务会获得一张始终显示最新状态的卡片。点击卡片上的“测试连接”。',
      ),
      type: `/drs test ${task}`,
      at: ['action:cmd:test', 'field'],
      done: tested,
    },
  ]
}

function migrationSteps({ precheck, repaired, runs }: Look): readonly TourStep[] {
  return [
    {
      title: say('Run the pre-check', '执行预检查'),
      text: say(
        'Click “Run pre-check” on the card. It fails: the binary log of the source is off.',
        '点击卡片上的“预检查”。检查不通过：源库未开启 Binlog。',
      ),
      type: `/drs precheck ${task}`,
      at: ['action:cmd:precheck', 'field'],
      done: () => precheck() === false || runs(),
    },
    {
      title: say('Repair the source', '修复源库'),
      text: say(
        'Switch the binary log of “orders” on, as its administrator would: in the panel at the right.',
        '像管理员那样开启 orders 数据库的 Binlog：在右侧面板中操作。',
      ),
      at: ['repair', 'beside'],
      done: repaired,
    },
    {
      title: say('Check again', '重新预检查'),
      text: say(
        'Click “Run the pre-check again” on the report. This time it passes.',
        '在报告上点击“重新预检查”。这次会通过。',
      ),
      at: ['action:cmd:precheck', 'field'],
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

function approvalSteps({ ends }: Look): readonly TourStep[] {
  return [
    {
      title: say('Ask to stop it', '请求结束任务'),
      text: say(
        'Stopping cannot be undone, so an approver has to agree: give a reason.',
        '结束任务无法撤销，须由他人批准，请填写原因。',
      ),
      type: `/drs stop ${task}`,
      at: ['field'],
      done: (calls) => shown(calls, task, 'cmd:approve:') || ends(),
    },
    {
      title: say('Approve it as Bob', '以 Bob 的身份批准'),
      text: say(
        'Become Bob Tan at the top, read the request and click “Approve”.',
        '在页面顶部切换为 Bob Tan，查看请求并点击“批准”。',
      ),
      by: 'U02BOB',
      at: ['action:cmd:approve:ask'],
      done: (calls) => shown(calls, task, 'cmd:execute:') || ends(),
    },
    {
      title: say('Carry it out', '执行'),
      text: say(
        'Become Alice (or yourself) again and click “Carry out now”. The bot checks the task again, asks DRS, and checks the result.',
        '切换回 Alice（或您原来的身份）并点击“立即执行”。机器人会再次核对、请求 DRS 并验证结果。',
      ),
      by: 'U01ALICE',
      at: ['action:cmd:execute:ask'],
      done: ends,
    },
  ]
}

/** The tour for a local DRS with its usual databases. */
export function sandboxTour(drs: LocalDrs): Tour {
  const look = lookAt(drs)
  const steps = [...setupSteps(look), ...migrationSteps(look), ...approvalSteps(look)]
  return createTour(crypto.randomUUID(), steps, sampleValues)
}
