import type { Locale, Text } from '../../base/i18n.ts'
import { say } from '../../base/i18n.ts'
import { subnetId, vpcId } from '../databases.ts'

/**
 * The sheet that tasks are imported from (7.3.6, 7.3.7). The reference shows no template, only that errors name a sheet,
 * a row and the column `value`, and a parameter by its place in the body of 7.3.1: so each row gives one parameter of
 * one task.
 */

export const sheetName = 'sheet0'

export const columns = ['job', 'key', 'value', 'description'] as const

export interface SheetField {
  /** Place in the body of 7.3.1; `source_endpoint` and `target_endpoint` stand for their only item. */
  readonly key: string
  readonly kind: 'text' | 'flag' | 'object'
  readonly words: Text
  /** What the template suggests. */
  readonly sample: string
  readonly secret?: true
}

function field(key: string, words: Text, sample = '', kind: SheetField['kind'] = 'text'): SheetField {
  return { key, kind, words, sample }
}

function endFields(end: 'source_endpoint' | 'target_endpoint', place: string): readonly SheetField[] {
  const side = end === 'source_endpoint' ? say('source', '源库') : say('destination', '目标库')
  const of = (en: string, zh: string): Text => say(`${en} (${side.en})`, `${side['zh-CN']}${zh}`)
  return [
    field(`${end}.db_type`, of('Database type', '数据库类型'), 'mysql'),
    field(`${end}.endpoint_type`, of('offline, ecs or cloud', '类型：offline、ecs或cloud'), place),
    field(
      `${end}.endpoint.endpoint_name`,
      of('mysql, ecs_mysql or cloud_mysql', '场景：mysql、ecs_mysql或cloud_mysql'),
      place === 'cloud' ? 'cloud_mysql' : 'mysql',
    ),
    field(`${end}.endpoint.ip`, of('Address', 'IP')),
    field(`${end}.endpoint.db_port`, of('Port', '端口'), place === 'cloud' ? '' : '3306'),
    field(`${end}.endpoint.db_user`, of('User', '用户名')),
    { ...field(`${end}.endpoint.db_password`, of('Password', '密码')), secret: true },
    field(`${end}.endpoint.instance_id`, of('Instance ID', '实例ID')),
    field(`${end}.cloud.region`, of('Region, on ECS and for instances', '区域，ECS自建和云数据库必填')),
    field(
      `${end}.cloud.project_id`,
      of('Project, on ECS and for instances', '项目ID，ECS自建和云数据库必填'),
    ),
    field(`${end}.vpc.vpc_id`, of('VPC, on ECS', 'VPC，ECS自建必填')),
    field(`${end}.vpc.subnet_id`, of('Subnet, on ECS', '子网，ECS自建必填')),
    field(`${end}.ssl.ssl_link`, of('SSL: true or false', 'SSL：true或false'), '', 'flag'),
  ]
}

export const sheetFields: readonly SheetField[] = [
  field('base_info.name', say('Task name', '任务名称'), 'DRS-1234'),
  field('base_info.job_type', say('migration or sync', '任务场景：migration或sync'), 'migration'),
  field('base_info.engine_type', say('Engine type', '引擎类型'), 'mysql'),
  field('base_info.job_direction', say('up, down or non-dbs', '方向：up、down或non-dbs'), 'up'),
  field('base_info.task_type', say('Task mode', '迁移模式'), 'FULL_INCR_TRANS'),
  field('base_info.net_type', say('eip, vpc or vpn', '网络类型：eip、vpc或vpn'), 'eip'),
  field('base_info.description', say('Description', '描述')),
  field('base_info.expired_days', say('Days until an abnormal task ends', '异常自动结束天数'), '14'),
  field('base_info.enterprise_project_id', say('Enterprise project', '企业项目ID'), '0'),
  field('base_info.tags', say('Tags, as JSON', '标签，JSON格式'), '', 'object'),
  ...endFields('source_endpoint', 'offline'),
  ...endFields('target_endpoint', 'cloud'),
  field('node_info.spec.node_type', say('Node type', '规格'), 'high'),
  field('node_info.vpc.vpc_id', say('VPC of the replication instance', '实例VPC'), vpcId),
  field('node_info.vpc.subnet_id', say('Subnet of the replication instance', '实例子网'), subnetId),
  field('policy_config', say('Policies, as JSON', '策略，JSON格式'), '{}', 'object'),
  field('db_object', say('Objects, as JSON', '对象，JSON格式'), '{"object_scope":"all"}', 'object'),
  field('speed_limit', say('Flow control, as JSON', '限速，JSON格式'), '', 'object'),
  field('alarm_notify', say('Exception notification, as JSON', '异常通知，JSON格式'), '', 'object'),
]

/** The template: the parameters of one task, to be repeated for others under another number. */
export function templateRows(locale: Locale): readonly (readonly string[])[] {
  return [[...columns], ...sheetFields.map(({ key, sample, words }) => ['1', key, sample, words[locale]])]
}
