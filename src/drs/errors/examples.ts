import { say } from '../../base/i18n.ts'
import { advice } from './advice.ts'
import { type ErrorRow, v3, v5 } from './row.ts'

/** Codes in no table of A.3 that examples of the reference show (6.1.35; Chinese edition 7.1.1, 7.3.7, 7.4.3, 7.4.10, 7.6.5, 7.9.6). */
export const exampleErrors = [
  {
    code: 'DRS.10000009',
    ...v5(400, 'validation'),
    message: 'Parameter error.',
    meaning: say('DRS does not accept the parameters.', 'DRS不接受请求中的参数。'),
    advice: advice.checkValue,
  },
  {
    code: 'DRS.10000024',
    ...v3(400, 'conflict'),
    retryable: true,
    message:
      'Another operation is being performed on the migration task or the migration task is abnormal. Try again later.',
    meaning: say(
      'Another operation runs on the task, or the task is faulty.',
      '该任务正在执行其他操作，或任务存在故障。',
    ),
    advice: say(
      'Wait until the task has left its passing status, then try again. If it does not move, look at its error.',
      '等任务离开当前的中间状态后重试；如果一直不变，请查看任务的错误信息。',
    ),
  },
  {
    code: 'DRS.10020102',
    ...v5(200, 'not_found'),
    message: 'Job does not exist, please check job ID',
    meaning: say('DRS knows no task of this ID.', 'DRS中没有此ID对应的任务。'),
    advice: advice.checkTaskId,
  },
  {
    code: 'DRS.10030014',
    ...v5(400, 'state'),
    message: 'Firstly, please query the object info.',
    meaning: say('DRS has not yet collected the objects of the source.', 'DRS尚未收集源库的对象信息。'),
    advice: say(
      'Query the objects of the task first, then repeat the call.',
      '先查询任务的对象信息，再重试。',
    ),
  },
  {
    code: 'DRS.10030015',
    ...v5(400, 'service'),
    message: 'Failed to update database object',
    meaning: say('The object selection could not be saved.', '保存对象选择失败。'),
    advice: say(
      'Query the objects again, check the selection and send it once more. If it still fails, contact Huawei Cloud support with the request ID.',
      '重新查询对象并检查所选内容后再提交；如仍失败，请带上请求ID提交工单。',
    ),
  },
  {
    code: 'DRS.10030016',
    ...v5(400, 'service'),
    retryable: true,
    message: 'Query column info failed',
    meaning: say('The columns of the tables could not be read.', '查询列信息失败。'),
    advice: advice.laterThenSupport,
  },
  {
    code: 'DRS.10120001',
    ...v5(400, 'validation'),
    message: '解析导入文件失败',
    meaning: say('DRS could not read the imported file.', 'DRS无法解析导入的文件。'),
    advice: say(
      'Check the file against the template; the details list the rows that are wrong.',
      '对照模板检查文件，有误的行见详情。',
    ),
  },
] satisfies readonly ErrorRow[]
