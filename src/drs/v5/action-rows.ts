import type * as z from 'zod'
import { say, type Text } from '../../base/i18n.ts'
import { effects, holds, isEntry, when } from '../effects.ts'
import type { DeclaredEffect } from '../operation.ts'
import { type ActionName, paramsOf } from './action-params.ts'

/** What one action is called, can do, takes, and answers with: 200 at once, or 202 and an ID to ask for the result with. */
export interface ActionRow<
  Name extends string = ActionName,
  Params extends z.ZodType = z.ZodType,
  Success extends 200 | 202 = 200 | 202,
> {
  readonly name: Name
  readonly title: Text
  readonly effects: readonly DeclaredEffect[]
  readonly success: Success
  readonly params: Params
  /** The part of the task's details that tells what came of it (7.5.1). */
  readonly result?: ResultPart
}

export type ResultPart = 'network' | 'precheck'

function row<Name extends ActionName, Success extends 200 | 202>(
  name: Name,
  title: Text,
  success: Success,
  ...declared: readonly DeclaredEffect[]
): ActionRow<Name, (typeof paramsOf)[Name], Success> {
  return { name, title, effects: declared, success, params: paramsOf[name] }
}

function toldIn<Row extends ActionRow>(result: ResultPart, declared: Row): Row {
  return { ...declared, result }
}

/** Any other mode than `all` pauses replay only, which is the default. */
const pausesCapture = when(
  effects.capturePaused,
  ({ action_params: given }) => isEntry(given) && given.pause_mode === 'all',
)

const appliesEdit = when(effects.editApplied, holds('is_sync_re_edit'))

/**
 * The actions of 7.6.1 and 7.6.4; which of them are asynchronous is told by the titles of the examples only (for
 * `cancel_compare`, `column_limit` and `reload_parameters` by nothing).
 */
export const actionRows = {
  network: toldIn('network', row('network', say('Test connections', '测试连接'), 202, effects.connected)),
  precheck: toldIn('precheck', row('precheck', say('Run the precheck', '预检查'), 202, effects.checked)),
  start: row('start', say('Start', '启动'), 200, effects.started),
  stop: row('stop', say('Pause', '暂停'), 200, effects.replayPaused, pausesCapture),
  restart: row('restart', say('Resume or retry', '续传或重试'), 200, effects.goneOn, appliesEdit),
  reset: row('reset', say('Reset', '重置'), 200, effects.begunAnew),
  skipPrecheck: row('skip_precheck', say('Skip check items', '跳过预检查项'), 200, effects.checkSkipped),
  createCompare: row('create_compare', say('Create a comparison', '创建对比任务'), 202, effects.compared),
  cancelCompare: row(
    'cancel_compare',
    say('Cancel a comparison', '取消对比任务'),
    200,
    effects.comparisonCancelled,
  ),
  columnLimit: row('column_limit', say('Filter columns', '列过滤'), 200, effects.rulesSet),
  reloadParameters: row(
    'reload_parameters',
    say('Reload parameters', '重新加载参数'),
    200,
    effects.parametersReloaded,
  ),
  bindEip: row('bind_eip', say('Bind an EIP', '绑定弹性公网IP'), 200, effects.addressBound),
  unbindEip: row('unbind_eip', say('Unbind the EIP', '解绑弹性公网IP'), 200, effects.addressUnbound),
}
