import type { ActionOptions } from '../actions/action.ts'

/** Whom DRS notifies of a task, and from which values on that have stayed for six minutes (6.1.22, 7.2.3). */
export interface AlarmSettings {
  /** URN of the SMN topic; where DRS tells no more, its name. */
  readonly topic?: string
  /** Phone numbers and mail addresses that were entered by hand. */
  readonly recipients: number
  /** Seconds; 0 is no limit. */
  readonly delay: number
  readonly rpo: number
  readonly rto: number
  readonly toUsers: boolean
}

export const noAlarm: AlarmSettings = { recipients: 0, delay: 0, rpo: 0, rto: 0, toUsers: false }

export const topicUrn = /^urn:smn:[\w-]+:[\w-]+:[\w-]{1,255}$/

/** As an action is told it. */
export function alarmOptions({ topic = '', delay, rpo, rto, toUsers }: AlarmSettings) {
  const users: 'true' | 'false' = toUsers ? 'true' : 'false'
  return { topic, delay: String(delay), rpo: String(rpo), rto: String(rto), users }
}

export function alarmIn({ topic = '', delay, rpo, rto, users }: ActionOptions): AlarmSettings {
  return {
    ...(topic !== '' && { topic }),
    recipients: 0,
    delay: Number(delay ?? 0),
    rpo: Number(rpo ?? 0),
    rto: Number(rto ?? 0),
    toUsers: users === 'true',
  }
}

/** Under the names of the wire. RPO and RTO are of disaster recovery only, and a limit that is none is not sent there. */
export function alarmOnWire({ topic, delay, rpo, rto, toUsers }: AlarmSettings) {
  return {
    ...(topic !== undefined && { topic_urn: topic }),
    delay_time: delay,
    ...(rpo > 0 && { rpo_delay: rpo }),
    ...(rto > 0 && { rto_delay: rto }),
    alarm_to_user: toUsers,
  }
}
