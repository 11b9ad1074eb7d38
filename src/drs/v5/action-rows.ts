import type * as z from 'zod'
import { say, type Text } from '../../base/i18n.ts'
import type { Risk } from '../operation.ts'
import { type ActionName, paramsOf } from './action-params.ts'

/** What one action is called, can do, takes, and answers with: 200 at once, or 202 and an ID to ask for the result with. */
export interface ActionRow<
  Name extends string = ActionName,
  Params extends z.ZodType = z.ZodType,
  Success extends 200 | 202 = 200 | 202,
> {
  readonly name: Name
  readonly title: Text
  readonly risk: Risk
  readonly success: Success
  readonly params: Params
}

function row<Name extends ActionName, Success extends 200 | 202>(
  name: Name,
  title: Text,
  risk: Risk,
  success: Success,
): ActionRow<Name, (typeof paramsOf)[Name], Success> {
  return { name, title, risk, success, params: paramsOf[name] }
}

/**
 * The actions of 7.6.1 and 7.6.4; which of them are asynchronous is told by the titles of the examples only (for
 * `cancel_compare`, `column_limit` and `reload_parameters` by nothing). Testing and prechecking connect to databases, which
 * makes them changes, as in v3.
 */
export const actionRows = {
  network: row('network', say('Test connections', '测试连接'), 'change', 202),
  precheck: row('precheck', say('Run the precheck', '预检查'), 'change', 202),
  start: row('start', say('Start', '启动'), 'change', 200),
  stop: row('stop', say('Pause', '暂停'), 'change', 200),
  restart: row('restart', say('Resume or retry', '续传或重试'), 'change', 200),
  reset: row('reset', say('Reset', '重置'), 'destructive', 200),
  skipPrecheck: row('skip_precheck', say('Skip check items', '跳过预检查项'), 'change', 200),
  createCompare: row('create_compare', say('Create a comparison', '创建对比任务'), 'change', 202),
  cancelCompare: row('cancel_compare', say('Cancel a comparison', '取消对比任务'), 'change', 200),
  columnLimit: row('column_limit', say('Filter columns', '列过滤'), 'change', 200),
  reloadParameters: row('reload_parameters', say('Reload parameters', '重新加载参数'), 'change', 200),
  bindEip: row('bind_eip', say('Bind an EIP', '绑定弹性公网IP'), 'change', 200),
  unbindEip: row('unbind_eip', say('Unbind the EIP', '解绑弹性公网IP'), 'change', 200),
}
