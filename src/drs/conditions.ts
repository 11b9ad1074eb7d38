/**
 * When a new task needs what is optional in general. Forms ask by these, and the schemas of requests refuse by them, so that
 * what a form lets through is not refused for something that it did not ask.
 */

export interface TaskShape {
  readonly scenario: string
  readonly direction: string
  readonly network: string
}

export type TaskEnd = 'source' | 'destination'

export function isDisasterRecovery({ scenario }: Pick<TaskShape, 'scenario'>): boolean {
  return scenario === 'cloudDataGuard'
}

/** In DR the database on this cloud is named as an instance: the standby, unless this cloud is the active side (6.1.1). */
export function endNamedAsInstance(task: Pick<TaskShape, 'scenario' | 'direction'>): TaskEnd | undefined {
  if (!isDisasterRecovery(task)) return undefined
  return task.direction === 'down' ? 'source' : 'destination'
}

/** On the VPC network each database is reached in its VPC and subnet (6.1.2). */
export function needsVpcOfEnds({ network }: Pick<TaskShape, 'network'>): boolean {
  return network === 'vpc'
}

/** Over v5 the replication instance between self-built databases has to be told its VPC (table 7-21). */
export function needsVpcOfNode({ direction }: Pick<TaskShape, 'direction'>): boolean {
  return direction === 'non-dbs'
}

/** DR knows no VPC network (6.1.1, 7.2.1). */
export function isNetworkOffered({ scenario, network }: Pick<TaskShape, 'scenario' | 'network'>): boolean {
  return network !== 'vpc' || !isDisasterRecovery({ scenario })
}

/** Single-active DR has one mode (6.1.1). */
export function isModeOffered({
  scenario,
  mode,
}: {
  readonly scenario: string
  readonly mode: string
}): boolean {
  return !isDisasterRecovery({ scenario }) || mode === 'FULL_INCR_TRANS'
}

/** MySQL to MySQL, and centralized GaussDB to Kafka, may have a standby instance in another zone (6.1.1). */
export function isInTwoZonesOffered({ engine }: { readonly engine: string }): boolean {
  return ['mysql', 'mysql-to-mysql', 'cloudDataGuard-mysql', 'gaussdbv5ha-to-kafka'].includes(engine)
}

/** Only Kafka may be open; every other database wants an account (6.1.2). */
export function needsAccount(dbType: string): boolean {
  return dbType !== 'kafka'
}
