import type { DataRule, Settings } from './settings.ts'

/** What was set on a task, as 6.1.20 shows it. */
export function settingsView(settings: Settings) {
  const { speedLimits, alarm, policy, users, rules, needsRestart } = settings
  return {
    need_restart: needsRestart,
    speed_limit: speedLimits.map((range) => ({ ...range })),
    migrate_user: users.migrate,
    ...(alarm ? { alarm_notify: alarmView(alarm) } : {}),
    ...given('conflict_policy', policy.conflict_policy),
    ...given('filter_ddl_policy', policy.filter_ddl_policy),
    ...given('index_trans', policy.index_trans),
    ...(rules.length > 0 ? { data_transformation: rulesView(rules) } : {}),
  }
}

function given<Name extends string, Value>(name: Name, value: Value) {
  return value === undefined ? {} : { [name]: value }
}

/** A topic is shown by its name, the last part of its URN. */
function alarmView(alarm: NonNullable<Settings['alarm']>) {
  const subscriptions = (alarm.subscriptions ?? []).map(({ endpoints, protocol }) => ({
    endpoints: [...(endpoints ?? [])],
    protocol,
  }))
  return {
    subscriptions,
    topic_name: alarm.topicUrn?.split(':').at(-1) ?? null,
    delay_time: alarm.delayTime ?? 0,
    rto_delay: alarm.rtoDelay ?? 0,
    rpo_delay: alarm.rpoDelay ?? 0,
    alarm_to_user: alarm.alarmToUser,
  }
}

function rulesView(rules: readonly DataRule[]) {
  return { total_count: rules.length, filter_conditions: rules.map(ruleView) }
}

function ruleView({ table, type, value, config }: DataRule) {
  const [database = '', ...rest] = table.split('.')
  const name = rest.join('.')
  const short = type === 'contentConditionalFilter' ? 'conditionFilter' : 'configConditionFilter'
  return {
    data_transformation_object_infos: [
      {
        id: `${database}-*-*-${name}-*-*---${short}--`,
        db_name: database,
        table_name: name,
        data_transformation_type: type,
      },
    ],
    transformation_info: { value, transformation_type: type },
    ...(config ? { config_transformation: { ...config } } : {}),
  }
}
