import type { Text } from '../../base/i18n.ts'
import { statusOf, statusWords } from '../../drs/statuses.ts'
import type { Permission, TaskState } from './permission.ts'

/** When DRS takes a new password (DRS API reference 6.1.15): once a task was started, and as long as it is not ending. */
const from: ReadonlySet<string> = new Set([
  'STARTJOBING',
  'START_JOB_FAILED',
  'FULL_TRANSFER_STARTED',
  'FULL_TRANSFER_FAILED',
  'FULL_TRANSFER_COMPLETE',
  'INCRE_TRANSFER_STARTED',
  'INCRE_TRANSFER_FAILED',
  'PAUSING',
])

const dualActive: Text = {
  en: 'In dual-active disaster recovery the passwords belong to the two subtasks.',
  'zh-CN': '双主灾备场景下，主任务不支持修改密码，请在子任务中修改。',
}

export function passwordPermission(task: Pick<TaskState, 'status' | 'scenario' | 'dualActive'>): Permission {
  if (task.dualActive) return { ok: false, why: dualActive }
  if (from.has(statusOf(task.status).status)) return { ok: true }
  const now = statusWords(task.status, task.scenario)
  return {
    ok: false,
    why: {
      en: `Passwords can be changed once a task was started and until it ends. The task is in “${now.en}”. Before the start, give them with /drs test.`,
      'zh-CN': `任务启动后、结束前才能修改密码，任务当前为“${now['zh-CN']}”。启动前请使用 /drs test 填写密码。`,
    },
  }
}
