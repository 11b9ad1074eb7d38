/** By what a task is billed (DRS API reference 7.5.2); no call of DRS tells a price. */
export interface MeteredProduct {
  /** `hws.resource.type.drs.vm`. */
  readonly resource: string
  readonly size?: string
  readonly amount?: number
}

/** A task that has certain tags, as DRS finds it by them (7.11.6). */
export interface TaggedTask {
  readonly id: string
  readonly name: string
  /** `key` or `key=value`. */
  readonly tags: readonly string[]
}

export interface TaggedTasks {
  readonly count: number
  /** The first of them. */
  readonly tasks: readonly TaggedTask[]
}

export interface EnterpriseProject {
  readonly id: string
  readonly name: string
}
