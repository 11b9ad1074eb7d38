import type * as z from 'zod'
import type {
  baseInfo,
  policyConfig,
  speedLimit,
  tuningParams,
  tuningUpdate,
  userMigration,
} from '../../drs/v5/task-parts.ts'
import type { Alarm, MigratedUsers, Settings, SpeedLimit } from '../settings.ts'
import type { LocalTask } from '../task.ts'
import { type Phase, phases, type TuningParameter, tuningParameters, tuningValue } from '../tuning.ts'
import { factsOf } from './facts.ts'

/** The parts of a task between the structures of v5 (tables 7-11 and 7-21 to 7-29) and `Settings`. */

export type BaseInfo = z.output<typeof baseInfo>
type PolicyWish = z.output<typeof policyConfig>
type UsersWish = z.output<typeof userMigration>

function alarmView(alarm: Alarm) {
  return {
    alarm_to_user: alarm.alarmToUser,
    topic_urn: alarm.topicUrn ?? null,
    delay_time: alarm.delayTime ?? 0,
    rpo_delay: alarm.rpoDelay ?? 0,
    rto_delay: alarm.rtoDelay ?? 0,
  }
}

/** Times of v5 are in UTC. */
export function speedLimitsFrom(wishes: readonly z.output<typeof speedLimit>[]): readonly SpeedLimit[] {
  return wishes.map((wish) => ({ ...wish, is_utc: true }))
}

/** New values of a policy take the place of those that were set, one by one. */
export function policyWith(policy: Settings['policy'], wish: PolicyWish): Settings['policy'] {
  return { ...policy, ...wish }
}

export function usersFrom(wish: UsersWish): MigratedUsers {
  return {
    migrate: wish.is_migrate_user,
    accounts: (wish.user_list ?? []).map(({ account }) => account),
    roles: (wish.role_list ?? []).map(({ role }) => role),
  }
}

function usersView({ migrate, accounts, roles }: MigratedUsers) {
  return {
    is_migrate_user: migrate,
    is_set_password: false,
    user_list: accounts.map((account) => ({ id: account, account, is_set_password: false })),
    role_list: roles.map((role) => ({ role })),
  }
}

/** Names of the phases in an update (7.2.3) and in a new task (7.3.1). */
const updateNames = {
  full_sync: 'full_sync',
  incre_capture: 'incr_capture',
  incre_apply: 'incr_apply',
  incre_relay: 'incr_relay',
} as const satisfies Readonly<Record<Phase, string>>

/** The changed settings by `phase.name`, or the first one that does not exist or does not take its value. */
export function tuningFrom(
  before: Settings['tuning'],
  wish: z.output<typeof tuningUpdate>,
): Settings['tuning'] | { readonly bad: string } {
  const wishes = phases.flatMap((phase) => Object.entries(wish[updateNames[phase]] ?? {}).map(at(phase)))
  return changed(wish.recovery ? {} : before, wishes)
}

/** The settings of a new task; those that are not usable do not count. */
export function tuningOfNew(
  wish: z.output<typeof tuningParams>,
): Settings['tuning'] | { readonly bad: string } {
  const wishes = phases.flatMap((phase) =>
    wish[phase]
      .filter(({ availability }) => availability)
      .map(({ param_name, param_value }) => at(phase)([param_name, param_value])),
  )
  return changed({}, wishes)
}

interface TuningWish {
  readonly phase: Phase
  readonly name: string
  readonly value: string
}

function at(phase: Phase): (entry: readonly [string, string]) => TuningWish {
  return ([name, value]) => ({ phase, name, value })
}

function changed(before: Settings['tuning'], wishes: readonly TuningWish[]) {
  const bad = wishes.find((wish) => !parameterOf(wish)?.takes(wish.value))
  if (bad) return { bad: `tuning_params.${bad.name}` }
  return {
    ...before,
    ...Object.fromEntries(wishes.map(({ phase, name, value }) => [`${phase}.${name}`, value])),
  }
}

function parameterOf({ phase, name }: TuningWish): TuningParameter | undefined {
  return tuningParameters.find((known) => known.phase === phase && known.name === name)
}

function tuningView(settings: Settings) {
  const shown = (phase: Phase) =>
    tuningParameters
      .filter((parameter) => parameter.phase === phase)
      .map((parameter) => ({
        param_name: parameter.name,
        param_value: tuningValue(settings.tuning, parameter),
        availability: true,
      }))
  return {
    full_sync: shown('full_sync'),
    incre_capture: shown('incre_capture'),
    incre_apply: shown('incre_apply'),
    incre_relay: shown('incre_relay'),
  }
}

/** Everything that was set on a task, as 7.5.1 shows it; nothing was set of what is missing. */
export function settingsParts({ settings, life, scenario }: LocalTask) {
  const { alarm, speedLimits, users, policy } = settings
  return {
    ...(alarm ? { alarm_notify: alarmView(alarm) } : {}),
    speed_limit: speedLimits.map(({ begin, end, speed }) => ({ begin, end, speed })),
    ...(scenario === 'migration' ? { user_migration: usersView(users) } : {}),
    policy_config: { ...policy },
    ...(life.mode === 'FULL_TRANS' ? {} : { tuning_params: tuningView(settings) }),
  }
}

export function baseInfoView(task: LocalTask) {
  const { enterpriseProject, charging, startTime } = factsOf(task)
  const startAt = task.life.startAt === undefined ? startTime : String(task.life.startAt)
  return {
    name: task.name,
    job_type: task.scenario,
    multi_write: task.dualActive,
    engine_type: task.engine,
    job_direction: task.direction,
    task_type: task.life.mode,
    net_type: task.network,
    charging_mode: charging,
    enterprise_project_id: enterpriseProject,
    description: task.description,
    ...(startAt === undefined ? {} : { start_time: startAt }),
    expired_days: String(task.life.expiredDays),
    tags: task.tags.map((tag) => ({ ...tag })),
  }
}
