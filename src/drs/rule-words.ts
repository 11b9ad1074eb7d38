/**
 * What the schemas of the contract say about a value that they refuse, in English (the message) and Chinese. `%s` stands for a
 * value. zod's own messages have their languages in zod.
 */
const ruleWords = {
  'whole numbers only': '应为整数',
  'a number of up to 5 digits': '应为不超过 5 位的数字',
  'the ID of a task, as DRS shows it': '应为 DRS 显示的任务 ID',
  'in the form hh:mm': '格式应为 hh:mm',
  'in the form hh:59': '格式应为 hh:59',
  'in the form file.number:position or timestamp:increment': '格式应为 文件.编号:位点 或 时间戳:增量',
  'no space at either end, and not beginning with _sys_': '首尾不能有空格，且不能以 _sys_ 开头',
  'letters, digits, Chinese characters, _ and -': '只能包含字母、数字、中文、_ 和 -',
  'digits only': '只能包含数字',
  'milliseconds since the epoch': '应为毫秒时间戳',
  'yyyy-MM-ddTHH:mm:ssZ': '格式应为 yyyy-MM-ddTHH:mm:ssZ',
  'letters, digits, - and _': '只能包含字母、数字、- 和 _',
  'letters, digits, - and _, a letter first': '只能包含字母、数字、- 和 _，且以字母开头',
  'letters, digits, spaces and _ : = + @': '只能包含字母、数字、空格和 _ : = + @',
  'ends in .jar': '应以 .jar 结尾',
  'at most 100 task IDs': '最多 100 个任务 ID',
  'at most 65535': '不能大于 65535',
  'at most 3 years': '最多 3 年',
  'at most %s filtered tables': '最多过滤 %s 张表',
  'from %s to %s': '应在 %s 至 %s 之间',
  'of %s, joined by commas': '应为 %s，多个以逗号分隔',
  'task statuses, joined by commas': '应为任务状态，多个以逗号分隔',
  'none of %s': '不能包含 %s',
  'none of %s and no Chinese': '不能包含 %s 和中文',
  'time ranges overlap': '时间段重叠',
  'a task stands twice': '同一任务出现了两次',
  '0 or 1 when per_page is 0': 'per_page 为 0 时只能为 0 或 1',
  'mandatory unless object_scope is all': 'object_scope 不为 all 时必填',
  'mandatory with a name': '填写名称时必填',
  'mandatory except for objects_comparison': '除 objects_comparison 外必填',
  'mandatory except for Kafka': '除 Kafka 外必填',
  'mandatory for a table or view': '表或视图必填',
  'mandatory for compare': 'compare 必填',
  'mandatory for network and precheck': 'network 和 precheck 必填',
  'mandatory for self-built databases': '自建数据库必填',
  'mandatory in DR': '灾备场景必填',
  'mandatory on ECS': 'ECS 自建库必填',
  'mandatory on ECS and for cloud instances': 'ECS 自建库和云数据库实例必填',
  'mandatory when charging_mode is period': 'charging_mode 为 period 时必填',
  'mandatory when passwords are set': '设置密码时必填',
  'mandatory when selected is true': 'selected 为 true 时必填',
  'mandatory when store_db_info is true': 'store_db_info 为 true 时必填',
  'mandatory when the private key has a password': '私钥设有密码时必填',
  'mandatory when topic_policy is 0': 'topic_policy 为 0 时必填',
  'mandatory when net_type is vpc': 'net_type 为 vpc 时必填',
  'mandatory when type is %s': 'type 为 %s 时必填',
  'mandatory with SASL': '使用 SASL 时必填',
  'mandatory with SSL': '使用 SSL 时必填',
  'mandatory with two-way SSL': 'SSL 双向认证时必填',
  'must be true when net_type is eip': 'net_type 为 eip 时必须为 true',
  'not possible with this topic_policy': '该 topic_policy 下不能填写',
  'period is not possible for a migration': '迁移任务不支持 period',
  'single-active DR knows only FULL_INCR_TRANS': '单主灾备仅支持 FULL_INCR_TRANS',
  'inst_id and region are mandatory in DR with direction down': '灾备方向为 down 时，inst_id 和 region 必填',
  'inst_id and region are mandatory in DR with direction up': '灾备方向为 up 时，inst_id 和 region 必填',
  'tells which task of the batch is meant': '用于指明批次中的哪个任务',
  'vpc is not possible in DR': '灾备场景不支持 vpc',
} as const

type RuleName = keyof typeof ruleWords

/** A message of a schema, with its values filled in. One that has no Chinese does not compile. */
export function rule(name: RuleName, ...values: readonly (string | number)[]): string {
  return filled(name, values)
}

function filled(pattern: string, values: readonly (string | number)[]): string {
  const [first = '', ...rest] = pattern.split('%s')
  return first + rest.map((part, i) => `${values[i]}${part}`).join('')
}

const patterns = Object.entries(ruleWords).map(([english, chinese]) => ({
  chinese,
  expression: new RegExp(`^${english.split('%s').map(escaped).join('(.+)')}$`),
}))

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** What `rule` made, in Chinese; undefined for every other message. */
export function ruleInChinese(message: string): string | undefined {
  for (const { expression, chinese } of patterns) {
    const found = expression.exec(message)
    if (found) return filled(chinese, found.slice(1))
  }
  return undefined
}
