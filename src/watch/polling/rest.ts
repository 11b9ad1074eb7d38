import type { LookupResult, TaskService } from '../../domain/tasks/task-service.ts'
import type { Limit } from '../../domain/watching/event.ts'
import { isProgressProbe } from '../../domain/watching/poll-interval.ts'
import { progressShare, rotatingSample } from '../../domain/watching/poll-questions.ts'
import { isAsRemembered, textOfLimits } from '../../domain/watching/rest.ts'
import { DrsError } from '../../drs/drs-error.ts'
import type { ClaimedGroup } from '../../store/resting-groups.ts'
import type { RestAnswers } from './observe.ts'
import type { ListedStatuses } from './walk.ts'

/** What DRS answered of tasks at rest, and which of them are not what they were. */
export interface RestLook {
  readonly changed: readonly string[]
  readonly answered: RestAnswers
}

/** The question for a group's tasks: how far they are, where it is that one's turn, or else in which status. */
export async function askGroups(
  service: TaskService,
  groups: readonly ClaimedGroup[],
  { at, limits }: { readonly at: number; readonly limits: readonly Limit[] },
  listedStatuses: ListedStatuses,
): Promise<RestLook> {
  const remembered = new Map(groups.flatMap(({ tasks }) => Object.entries(tasks)))
  const ids = [...remembered.keys()]
  const isPulse = groups.some(({ kind, due }) => kind === 'healthy' && isProgressProbe(due))
  const listed = await listedStatuses(ids, isPulse ? 'old' : 'new')
  const asked = ids.filter((id) => !listed.has(id))
  const pulses = isPulse && asked.length > 0 ? await askPulses(service, asked) : undefined
  // Whoever does not answer to this question may answer to the other: that is found out of each by itself.
  if (pulses?.failed.size === asked.length) return { changed: ids, answered: { pulses } }
  const statuses = pulses === undefined && asked.length > 0 ? await service.statuses(asked) : nothingAsked
  const singly = pulses === undefined ? ids : [...listed.keys()]
  const progress = isPulse ? await askSome(service, singly, at) : nothingAsked
  const judgedBy = textOfLimits(limits)
  const changed = ids.filter((id) => {
    const pulse = pulses?.found.get(id)
    const status = listed.get(id) ?? (pulses ? pulse?.status : statuses.found.get(id))
    const seen = { status, progress: pulse?.progress ?? progress.found.get(id), limits: judgedBy }
    return !isAsRemembered(remembered.get(id) ?? '', seen, at)
  })
  const sampled = [...progress.found].flatMap(([id, one]) => {
    const status = listed.get(id) ?? statuses.found.get(id)
    return status === undefined ? [] : [[id, { status, progress: one }] as const]
  })
  return {
    changed,
    answered: {
      ...(pulses && { pulses: { ...pulses, found: new Map([...pulses.found, ...sampled]) } }),
      ...(!pulses && {
        pulses: { ...nothingAsked, found: new Map(sampled) },
        statuses: { ...statuses, found: new Map([...listed, ...statuses.found]) },
      }),
    },
  }
}

/** A question that fails as a whole fails for its tasks, but for one that got no call. */
async function askPulses(service: TaskService, ids: readonly string[]) {
  try {
    return await service.progressProbes?.(ids)
  } catch (error) {
    if (!(error instanceof DrsError) || isShortage(error)) throw error
    return { ...nothingAsked, failed: new Map(ids.map((id) => [id, error])) }
  }
}

/** The call budget was too short for a call. */
export function isShortage(error: unknown): boolean {
  return error instanceof DrsError && error.code === 'budget'
}

/** Where each costs a call, some of many are asked how far they are; that one does not answer is nothing to be told of. */
async function askSome(service: TaskService, ids: readonly string[], at: number) {
  if (ids.length === 0) return nothingAsked
  const { found } = await service.progress(rotatingSample(ids, progressShare(ids.length), at))
  return { ...nothingAsked, found }
}

const nothingAsked: LookupResult<never> = {
  found: new Map<string, never>(),
  gone: new Set<string>(),
  failed: new Map<string, DrsError>(),
}
