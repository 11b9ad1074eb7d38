import type { Locale } from '../base/i18n.ts'
import { errorOf } from '../drs/errors.ts'

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

/** The service's Chinese wording (Chinese edition, table A-5) of the codes of v5. */
const chineseV5: Readonly<Record<string, string>> = {
  'DRS.10000001': '失败。',
  'DRS.10020000': '参数错误：%s。',
  'DRS.10020001': '参数%s为空。',
  'DRS.10020002': '%s 参数取值不合法。',
  'DRS.10000010': '任务不存在，请检查任务ID。',
  'DRS.10000011': '数据库异常。',
  'DRS.10000012': '开始时间不能与结束时间相同。',
  'DRS.10010000': '开始时间不能与结束时间相同。',
  'DRS.10010002': '异步任务正在参数校验中，请等待参数校验完成后再提交。',
  'DRS.10010004': '提交任务失败。',
  'DRS.10010006': '创建任务失败。',
  'DRS.10010007': '测试连接失败。',
  'DRS.10010009': '设置任务策略失败，%s。',
  'DRS.10010010': '设置数据加工数据失败，%s。',
  'DRS.10010011': '设置用户迁移数据失败，%s。',
  'DRS.10010012': '预检查失败，%s。',
  'DRS.10010013': '数据库实例参数已修改，请重启数据库。',
  'DRS.10010014': '启动任务失败，%s。',
  'DRS.10010016': '%s 是EPS系统标签，无法手动添加。',
  'DRS.10010024': '参数校验失败，%s。',
  'DRS.10010025': '当前API现在不支持此引擎类型。',
  'DRS.10010026': '重置任务失败，%s。',
  'DRS.10010027': '重试任务失败，%s。',
  'DRS.10010028': '暂停任务失败，%s。',
  'DRS.10010029': '结束任务失败，%s。',
  'DRS.10010030': '删除任务失败，%s。',
  'DRS.10010031': '测试连接超时。',
  'DRS.10010032': '创建对比任务失败，%s。',
  'DRS.10010033': '查询任务进度失败，%s。',
  'DRS.10020072': '无效的Project ID。',
  'DRS.10020077': '任务名称重复。',
  'DRS.10030000': '上传的Excel内容为空。',
  'DRS.10030001': '上传的Excel大小超过阈值，阈值为: %s。',
  'DRS.10030002': '上传的Excel的sheet超过1个。',
  'DRS.10030003': '对象名称不合法。',
  'DRS.10030004': '支持导入ZIP、JSON、TXT、Excel 2007及以上版本 (后缀名为.xlsx/.xls)。',
  'DRS.10030005': '导出excel文件失败。',
  'DRS.10030006': '文件名仅支持 %s。',
  'DRS.10030007': '支持的文件格式为.xls或.xlsx，请检查。',
  'DRS.10030008': '下载文件失败。',
  'DRS.10030009': '因为%s，导出数据失败。',
  'DRS.10030010': '请检查，库信息为空。',
  'DRS.10030011': '选择数据库的数量超过了5000的限制。',
  'DRS.10030012': '导入excel文件失败。',
  'DRS.10020111': '超过限制的长度%s。',
  'DRS.10060015': '任务正在等待运行。',
  'DRS.10020102': '任务不存在，请检查任务ID。',
}

/** The sentence that goes into error_msg. */
export function wording({ code, detail = '' }: Refusal, locale: Locale): string {
  const english = gateway[code]?.message ?? errorOf(code)?.message ?? 'Request failed.'
  const sentence = locale === 'zh-CN' ? (chinese[code] ?? chineseV5[code] ?? english) : english
  return sentence.replace('%s', () => detail).trim()
}
