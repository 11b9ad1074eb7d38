import type { Locale } from '../base/i18n.ts'
import { errorOf } from '../drs/errors.ts'
import { chineseV5 } from './v5/wordings.ts'

/** Why an item or a call is turned down. `detail` takes the place of `%s` in the service's wording. */
export interface Refusal {
  readonly code: string
  readonly detail?: string | undefined
}

/** Turns the whole call down, with the HTTP status of the code unless another is given. */
export class RefusedCall extends Error {
  override readonly name = 'RefusedCall'
  readonly refusal: Refusal
  readonly status: number

  constructor(code: string, detail?: string, status?: number) {
    super(detail ?? code)
    this.refusal = { code, detail }
    this.status = status ?? gateway[code]?.status ?? errorOf(code)?.httpStatus ?? 400
  }
}

/** The gateway's own answers; neither edition lists its codes (A.3), the wording is ours. */
const gateway: Readonly<Record<string, { readonly status: number; readonly message: string }>> = {
  'APIGW.0101': { status: 404, message: 'The API does not exist or has not been published: %s' },
  'APIGW.0201': { status: 413, message: 'The request body is too large: %s' },
  'APIGW.0301': { status: 401, message: 'Incorrect IAM authentication information: %s' },
  'APIGW.0308': { status: 429, message: 'The throttling threshold has been reached: %s' },
}

/** The service's Chinese wording (Chinese edition, A.3) of the codes that the local service answers with. */
const chinese: Readonly<Record<string, string>> = {
  'DRS.M00100': 'IAM鉴权不合法。',
  'DRS.M00200': '参数错误。',
  'DRS.M00201': '%s 参数为空。',
  'DRS.M00202': '%s 取值不合法。',
  'DRS.M00210': '无效的Page值，%s。',
  'DRS.M00211': 'Page超过上限。',
  'DRS.M00261': '无效的项目ID。',
  'DRS.M00277': '该任务名称已存在。',
  'DRS.M00301': '请求里有重复的任务ID。',
  'DRS.M00302': '迁移方案无效，请参考支持的方案。',
  'DRS.M00303': '未从缓存中获取对应参数。',
  'DRS.M00304': '当前任务状态不能调用此API。',
  'DRS.M00305': '参数错误：%s。',
  'DRS.M00306': '开始时间不能与结束时间相同。',
  'DRS.M00307': '只有子任务能用该接口。',
  'DRS.M00403': '该任务不支持限速。',
  'DRS.M00414': '逻辑复制槽推进间隔的值必须在1到999之间。',
  'DRS.M01501': '服务错误。',
  'DRS.M01504': '该迁移任务正在进行其他操作或该迁移任务故障，无法执行该操作，请稍后重试。',
  'DRS.M05003': '查询不到任务信息。',
  'DRS.M05004': '任务已删除或资源已释放。',
  'DRS.M07000': '数据加工规则已存在。',
  'DRS.10000010': '任务不存在，请检查任务ID。',
  'DRS.10000024': '该迁移任务正在进行其他操作或该迁移任务故障，无法执行该操作，请稍后重试。',
  'DRS.10030008': '下载文件失败。',
  'DRS.10030009': '因为%s，导出数据失败。',
  'DRS.KE0001': '连接数据库网络失败。',
  'DRS.KE0002': '用户名或密码错误。',
  'DRS.KE0003': '端口无法访问。',
  'DRS.KE0030': '数据库服务名错误。',
  'DRS.KE0033': '源数据库的用户名、密码或鉴权数据库错误。',
  'DRS.KE0034': '目标数据库的用户名、密码或鉴权数据库错误。',
  'DRS.KE0057': 'Kafka的用户名或密码不正确。',
  'DRS.KE0059': '连接的数据库引擎与任务支持的数据库引擎不匹配。',
}

/** The sentence that goes into error_msg. */
export function wording({ code, detail = '' }: Refusal, locale: Locale): string {
  const english = gateway[code]?.message ?? errorOf(code)?.message ?? 'Request failed.'
  const sentence = locale === 'zh-CN' ? (chinese[code] ?? chineseV5[code] ?? english) : english
  return sentence.replace('%s', () => detail).trim()
}
