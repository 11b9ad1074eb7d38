import { say } from '../../base/i18n.ts'
import { advice } from './advice.ts'
import { type ErrorRow, v3 } from './row.ts'

/** Codes of the v3 API without those of connection tests (DRS API reference A.3, table A-4). */
export const v3Errors = [
  {
    code: 'DRS.M00002',
    ...v3(422, 'not_found'),
    message: 'The returned result is empty.',
    meaning: say('DRS found nothing for these parameters.', 'DRS没有查到与这些参数对应的结果。'),
    advice: say(
      'Check the parameters, and whether the task is in a status that has such a result.',
      '检查请求参数，并确认任务当前状态下会有这样的结果。',
    ),
  },
  {
    code: 'DRS.M00004',
    ...v3(422, 'service'),
    retryable: true,
    message: 'Service is abnormal. Check logs.',
    meaning: say('DRS itself has a fault at the moment.', 'DRS服务自身暂时异常。'),
    advice: advice.laterThenSupport,
  },
  {
    code: 'DRS.M00007',
    ...v3(400, 'validation'),
    message: 'Invalid request parameter.',
    meaning: say(
      'DRS does not accept one of the parameters and does not say which.',
      'DRS不接受请求中的某个参数，但没有说明是哪一个。',
    ),
    advice: say(
      'Check the values that you entered, above all names, IDs and times, then try again.',
      '检查填写的值，尤其是名称、ID和时间，然后重试。',
    ),
  },
  {
    code: 'DRS.M00100',
    ...v3(403, 'auth'),
    retryable: true,
    message: 'Invalid token.',
    meaning: say(
      'IAM did not accept the token; it is wrong or has expired.',
      'IAM不认可该Token：Token错误或已过期。',
    ),
    advice: say(
      'Repeat the call with a new token. If that fails too, check the credentials of the connection.',
      '用新的Token重试；如仍失败，请检查该连接的凭据。',
    ),
  },
  {
    code: 'DRS.M00101',
    ...v3(404, 'permission'),
    message: 'The user role is empty.',
    meaning: say('The IAM user of the connection has no role at all.', '该连接所用的IAM用户没有任何角色。'),
    advice: say(
      'Ask the administrator of the account to put the IAM user into a group with DRS permissions.',
      '请账号管理员把该IAM用户加入拥有DRS权限的用户组。',
    ),
  },
  {
    code: 'DRS.M00102',
    ...v3(403, 'permission'),
    message: 'You do not have sufficient permissions.',
    meaning: say(
      'The IAM user of the connection may not do this.',
      '该连接所用的IAM用户权限不足，不能执行此操作。',
    ),
    advice: advice.askRights,
  },
  {
    code: 'DRS.M00103',
    ...v3(401, 'permission'),
    message: 'You do not have operation permissions. Check account permissions on IAM.',
    meaning: say(
      'IAM refuses this operation to the user of the connection.',
      'IAM拒绝该连接所用的用户执行此操作。',
    ),
    advice: advice.askRights,
  },
  {
    code: 'DRS.M00105',
    ...v3(400, 'permission'),
    message: 'User restricted.',
    meaning: say(
      'The account or user is restricted, for example because of overdue payment.',
      '该账号或用户受限，例如存在欠费。',
    ),
    advice: say(
      'Check the state of the account (payment, real-name authentication) and the DRS permissions of the user.',
      '检查账号状态（欠费、实名认证）以及该用户的DRS权限。',
    ),
  },
  {
    code: 'DRS.M00200',
    ...v3(400, 'validation'),
    message: 'Parameter error.',
    meaning: say('DRS does not accept the parameters.', 'DRS不接受请求中的参数。'),
    advice: advice.checkValue,
  },
  {
    code: 'DRS.M00201',
    ...v3(400, 'validation'),
    message: 'The parameter %s is empty.',
    meaning: say('A mandatory parameter is missing or empty.', '缺少必选参数，或参数为空。'),
    advice: say(
      'Fill in the parameter that the details name, then send it again.',
      '补上详情中指出的参数后重试。',
    ),
  },
  {
    code: 'DRS.M00202',
    ...v3(400, 'validation'),
    message: 'The value of parameter %s is invalid.',
    meaning: say('A parameter has a value that DRS does not allow.', '某个参数的取值不合法。'),
    advice: advice.checkValue,
  },
  {
    code: 'DRS.M00210',
    ...v3(400, 'validation'),
    message: 'The value of Page is invalid, %s',
    meaning: say('The page number is not valid.', '页码无效。'),
    advice: say('Ask for a page from 1 on.', '页码请从1开始填写。'),
  },
  {
    code: 'DRS.M00211',
    ...v3(400, 'validation'),
    message: 'The value of Page exceeds the upper limit.',
    meaning: say('There is no page with so high a number.', '页码超过了上限。'),
    advice: say('Go back to the first page, or narrow the filter.', '返回第一页，或缩小筛选范围。'),
  },
  {
    code: 'DRS.M00261',
    ...v3(403, 'validation'),
    message: 'Invalid project ID.',
    meaning: say('DRS does not know the project ID of the connection.', '连接配置的项目ID无效。'),
    advice: advice.checkProject,
  },
  {
    code: 'DRS.M00269',
    ...v3(400, 'validation'),
    message: 'The tag key must be unique.',
    meaning: say('The same tag key was given twice.', '同一个标签键重复出现。'),
    advice: say('Keep each tag key only once.', '每个标签键只保留一个。'),
  },
  {
    code: 'DRS.M00270',
    ...v3(400, 'validation'),
    message: 'The tag key or value is too long.',
    meaning: say('A tag key or tag value is too long.', '标签的键或值过长。'),
    advice: say('Shorten the tag.', '缩短标签的键或值。'),
  },
  {
    code: 'DRS.M00271',
    ...v3(400, 'quota'),
    message: 'The number of tags exceeds the limit.',
    meaning: say(
      'The task would have more tags than allowed (at most 20).',
      '任务的标签数超过上限（最多20个）。',
    ),
    advice: say('Remove tags that are not needed, then try again.', '删除不需要的标签后重试。'),
  },
  {
    code: 'DRS.M00273',
    ...v3(400, 'validation'),
    message: 'Invalid parameter. The parameter contains %s.',
    meaning: say('A parameter contains something that is not allowed there.', '参数中含有不允许出现的内容。'),
    advice: say('Take out what the details name, then try again.', '去掉详情中指出的内容后重试。'),
  },
  {
    code: 'DRS.M00277',
    ...v3(422, 'conflict'),
    message: 'The task name already exists.',
    meaning: say('There is already a task of this name.', '已有同名任务。'),
    advice: say('Choose another name.', '换一个任务名称。'),
  },
  {
    code: 'DRS.M00289',
    ...v3(400, 'not_found'),
    message: 'Missing query result: %s',
    meaning: say('The query has no result.', '没有查到结果。'),
    advice: advice.checkValue,
  },
  {
    code: 'DRS.M00298',
    ...v3(400, 'not_found'),
    message: 'Job does not exist, please check job id.',
    meaning: say('DRS knows no task of this ID.', 'DRS中没有此ID对应的任务。'),
    advice: advice.checkTaskId,
  },
  {
    code: 'DRS.M00299',
    ...v3(400, 'validation'),
    message: 'Only one jobId is allowed.',
    meaning: say('This call takes one task at a time.', '此接口一次只接受一个任务。'),
    advice: say('Choose one task only.', '请只选择一个任务。'),
  },
  {
    code: 'DRS.M00300',
    ...v3(400, 'validation'),
    message: 'Invalid request, %s',
    meaning: say('DRS calls the request invalid; the details say why.', 'DRS认为请求无效，原因见详情。'),
    advice: advice.checkValue,
  },
  {
    code: 'DRS.M00301',
    ...v3(400, 'validation'),
    message: 'There are duplicate %s in request.',
    meaning: say('The same task appears twice in the request.', '请求中有重复的任务ID。'),
    advice: say('Name each task only once.', '每个任务只写一次。'),
  },
  {
    code: 'DRS.M00302',
    ...v3(400, 'validation'),
    message: 'The transfer schema is invalid, please refer to supported transfer schema.',
    meaning: say(
      'DRS does not support this combination of engines, direction and task mode.',
      'DRS不支持这种引擎、任务方向与任务模式的组合。',
    ),
    advice: say(
      'Choose a supported link; the node types and links that DRS offers show which exist.',
      '请改用DRS支持的链路，可先查询可用的链路和规格。',
    ),
  },
  {
    code: 'DRS.M00303',
    ...v3(400, 'state'),
    message: 'The corresponding parameter is not obtained from the cache.',
    meaning: say(
      'DRS has not yet read the values that this call builds on.',
      'DRS尚未读取此操作所依赖的参数值。',
    ),
    advice: say(
      'Query the database parameters with refresh first, then repeat the call.',
      '先刷新查询一次数据库参数，再重试。',
    ),
  },
  {
    code: 'DRS.M00304',
    ...v3(400, 'state'),
    message: 'This API cannot be called in the current task status.',
    meaning: say('The task is in a status in which this cannot be done.', '任务在当前状态下不能执行此操作。'),
    advice: say(
      'Look at the status of the task, wait for or bring about a fitting one, then try again.',
      '查看任务状态，等待或切换到允许此操作的状态后再试。',
    ),
  },
  {
    code: 'DRS.M00305',
    ...v3(400, 'validation'),
    message: 'Parameter error:%s',
    meaning: say(
      'DRS does not accept a parameter; the details say which.',
      'DRS不接受某个参数，详情中有说明。',
    ),
    advice: advice.checkValue,
  },
  {
    code: 'DRS.M00306',
    ...v3(400, 'validation'),
    message: 'Start time cannot be the same as end time.',
    meaning: say('Start time and end time are the same.', '开始时间与结束时间相同。'),
    advice: advice.twoTimes,
  },
  {
    code: 'DRS.M00307',
    ...v3(400, 'state'),
    message: 'Only subtasks can invoke this interface.',
    meaning: say('This works for subtasks only.', '此操作只适用于子任务。'),
    advice: say('Choose one of the subtasks instead of the parent task.', '请选择子任务，而不是父任务。'),
  },
  {
    code: 'DRS.M00308',
    ...v3(400, 'state'),
    message: 'Only parent tasks can invoke this interface.',
    meaning: say('This works for parent tasks only.', '此操作只适用于父任务。'),
    advice: say('Choose the parent task instead of a subtask.', '请选择父任务，而不是子任务。'),
  },
  {
    code: 'DRS.M00401',
    ...v3(400, 'state'),
    message: '%s is not support re-editing of synchronization tasks.',
    meaning: say('This synchronization task cannot be re-edited.', '该同步任务不支持再编辑。'),
    advice: say(
      'Choose another task, or make a new one with the objects you want.',
      '换一个任务，或用所需的对象新建任务。',
    ),
  },
  {
    code: 'DRS.M00402',
    ...v3(400, 'conflict'),
    message: 'The subtask already exists.',
    meaning: say(
      'An earlier re-editing of this task is still open; its subtask exists.',
      '该任务已有再编辑子任务，上一次再编辑尚未结束。',
    ),
    advice: say(
      'Wait until the subtask has ended, or stop it, before editing again.',
      '等子任务结束或将其结束后，再重新编辑。',
    ),
  },
  {
    code: 'DRS.M00403',
    ...v3(400, 'state'),
    message: 'This task does not support flow control.',
    meaning: say('This task has no flow control.', '该任务不支持限速。'),
    advice: advice.otherTask,
  },
  {
    code: 'DRS.M00414',
    ...v3(422, 'validation'),
    message: 'The value for Logical Copy Slot Advance Interval must be between 1 and 999.',
    meaning: say(
      'The interval for advancing the logical replication slot is out of range.',
      '逻辑复制槽推进间隔超出范围。',
    ),
    advice: say('Set a value from 1 to 999.', '请填写1到999之间的值。'),
  },
  {
    code: 'DRS.M01501',
    ...v3(422, 'service'),
    retryable: true,
    message: 'Service error.',
    meaning: say('DRS itself has a fault at the moment.', 'DRS服务端暂时异常。'),
    advice: advice.laterThenSupport,
  },
  {
    code: 'DRS.M01504',
    ...v3(202, 'conflict'),
    retryable: true,
    message: 'Another operation is being performed on the migration task or the migration task is abnormal.',
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
    code: 'DRS.M05003',
    ...v3(400, 'not_found'),
    message: 'Task information not found.',
    meaning: say('DRS finds no information on this task.', 'DRS查不到该任务的信息。'),
    advice: advice.checkTaskId,
  },
  {
    code: 'DRS.M05004',
    ...v3(400, 'not_found'),
    message: 'The task has been deleted or the resource has been released.',
    meaning: say(
      'The task is deleted, or its resources are released: it is gone.',
      '任务已被删除或其资源已释放，任务不复存在。',
    ),
    advice: say('Create a new task if the work is still needed.', '如仍需要，请重新创建任务。'),
  },
  {
    code: 'DRS.M05006',
    ...v3(422, 'validation'),
    message: 'Invalid RDS DB instance.',
    meaning: say('The RDS instance cannot be used for this task.', '该RDS实例不可用于此任务。'),
    advice: advice.checkInstance,
  },
  {
    code: 'DRS.M05066',
    ...v3(200, 'service'),
    message: 'Failed to create instance!',
    meaning: say('The replication instance could not be created.', '复制实例创建失败。'),
    advice: say(
      'Check quota, balance, subnet and sold-out specifications, then create the task again. If it still fails, contact Huawei Cloud support with the request ID.',
      '检查配额、余额、子网以及规格是否售罄，然后重新创建任务；如仍失败，请带上请求ID提交工单。',
    ),
  },
  {
    code: 'DRS.M06007',
    ...v3(400, 'validation'),
    message: 'The DB instance cannot be left blank.',
    meaning: say('The request names no DB instance.', '请求中没有填写数据库实例。'),
    advice: say('Choose the DB instance, then try again.', '选择数据库实例后重试。'),
  },
  {
    code: 'DRS.M06011',
    ...v3(422, 'not_found'),
    message: 'Failed to obtain RDS information.',
    meaning: say('DRS could not get the data of the RDS instance.', 'DRS获取不到RDS实例的信息。'),
    advice: advice.checkInstance,
  },
  {
    code: 'DRS.M06020',
    ...v3(422, 'conflict'),
    message:
      'The destination DB instance has been set to read/write by the migration task %s and cannot be used.',
    meaning: say(
      'A migration task uses this destination and has set it to read/write.',
      '该目标库实例已被另一个迁移任务设置为读写，不能再用。',
    ),
    advice: advice.otherInstance,
  },
  {
    code: 'DRS.M06021',
    ...v3(422, 'conflict'),
    message:
      'The destination DB instance has been set to read/write by the synchronization task %s and cannot be used.',
    meaning: say(
      'A synchronization task uses this destination and has set it to read/write.',
      '该目标库实例已被另一个同步任务设置为读写，不能再用。',
    ),
    advice: advice.otherInstance,
  },
  {
    code: 'DRS.M07000',
    ...v3(400, 'conflict'),
    message: 'Data processing rule already exists.',
    meaning: say('There is already such a data processing rule.', '已存在相同的数据加工规则。'),
    advice: say('Change the existing rule, or take the duplicate out.', '修改已有的规则，或去掉重复的规则。'),
  },
] satisfies readonly ErrorRow[]
