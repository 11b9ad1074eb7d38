import { say, type Text } from '../../base/i18n.ts'

/** Advice that several codes share. */
export const advice = {
  checkValue: say(
    'Correct the parameter that the details name, then send it again.',
    '按详情中指出的参数修改后重试。',
  ),
  support: say(
    'Contact Huawei Cloud support, with the request ID and the time of the call.',
    '向华为云提交工单，附上请求ID和调用时间。',
  ),
  askRights: say(
    'Ask the administrator of the account to give this IAM user the DRS permissions, then try again.',
    '请账号管理员为该IAM用户授予DRS权限，然后重试。',
  ),
  checkProject: say(
    'Compare the project ID of the connection with the one under My Credentials; it must belong to the same region as the endpoint.',
    '把连接配置中的项目ID与“我的凭证”中的项目ID核对，项目必须与终端节点属于同一区域。',
  ),
  checkTaskId: say(
    'Check the task ID and whether you are in the right connection (project and region).',
    '检查任务ID，并确认连接（项目和区域）选对了。',
  ),
  otherTask: say(
    'Choose another task; for this one the action does not exist.',
    '请换一个任务；该任务不支持此操作。',
  ),
  checkInstance: say(
    'Check the ID of the DB instance: it must exist in the same region and project and be running.',
    '检查数据库实例ID：实例必须在同一区域、同一项目内，并且运行正常。',
  ),
  otherInstance: say(
    'Use another destination instance, or stop the task that holds this one first.',
    '换一个目标库实例，或者先结束占用该实例的任务。',
  ),
  laterThenSupport: say(
    'Try again in a few minutes. If it still fails, contact Huawei Cloud support with the request ID.',
    '几分钟后重试；如仍失败，请带上请求ID向华为云提交工单。',
  ),
  lookThenSupport: say(
    'Look at the reason in the details and at the current status of the task. If neither explains it, contact Huawei Cloud support with the request ID.',
    '查看详情中的原因和任务的当前状态；如仍无法解释，请带上请求ID提交工单。',
  ),
  twoTimes: say('Give an end time that differs from the start time.', '把结束时间改为与开始时间不同的时间。'),
  login: say(
    'Log in by hand with the same account, then enter user and password again and repeat the connection test.',
    '先用同一账号手工登录数据库，确认无误后重新填写用户名和密码，再测试连接。',
  ),
  loginMongo: say(
    'Check user, password and authentication database (often admin), then repeat the connection test.',
    '检查用户名、密码和鉴权数据库（通常为admin），再测试连接。',
  ),
  unlock: say(
    'Unlock the account as an administrator of the database, find out who keeps trying a wrong password, then repeat the connection test.',
    '由数据库管理员解锁该账号，查清是谁在反复使用错误密码，然后再测试连接。',
  ),
  grantAccess: say(
    'Give the account the rights on the databases of the task, then repeat the connection test.',
    '为该账号授予任务所涉及数据库的权限，然后再测试连接。',
  ),
  network: say(
    'Check the path from the replication instance: security groups, network ACLs, routes, firewall and the whitelist of the database.',
    '检查复制实例到数据库的网络：安全组、网络ACL、路由、防火墙以及数据库白名单。',
  ),
  kafka: say(
    'Check that all brokers run and that the replication instance reaches the addresses they advertise, then repeat the test.',
    '确认所有Broker运行正常，且复制实例能访问Broker对外公布的地址，然后再测试连接。',
  ),
  checkFile: say('Correct the file and import it again.', '修改文件后重新导入。'),
} satisfies Record<string, Text>
