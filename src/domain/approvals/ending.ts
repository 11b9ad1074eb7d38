import type { ApprovalRequest, Decision, RequestState, RequestTransition } from './request.ts'
import { trackableTasks } from './targets.ts'
import { refuseTransition, transition } from './transitions.ts'
import { transitionRefusals } from './words.ts'

type TransitionOf<Kind extends RequestTransition['kind']> = Extract<
  RequestTransition,
  { readonly kind: Kind }
>

/** One task has its result. The last one ends the request: verified only if all tasks are where they should be. */
export function recordResult(
  request: ApprovalRequest,
  { taskId, outcome, why }: TransitionOf<'result'>,
): Decision {
  const ids = trackableTasks(request.payload).map(({ task }) => task.id)
  if (!ids.includes(taskId)) return refuseTransition(transitionRefusals.notThere)
  const results = { ...request.results, [taskId]: outcome }
  const whys = [request.why, why].filter((part) => part !== undefined)
  return transition(request, {
    results,
    state: stateWith(ids.map((id) => results[id])),
    ...(whys.length > 0 && { why: whys.join('\n') }),
  })
}

function stateWith(results: readonly (ApprovalRequest['results'][string] | undefined)[]): RequestState {
  if (results.includes(undefined)) return 'executing'
  return results.every((one) => one === 'reached') ? 'verified' : 'failed'
}

/** The whole has ended. Tasks are never called verified without a result of each. */
export function finishRequest(
  request: ApprovalRequest,
  { outcome, answer, why }: TransitionOf<'finish'>,
): Decision {
  if (outcome === 'verified' && trackableTasks(request.payload).length > 0)
    return refuseTransition(transitionRefusals.notAlone)
  return transition(request, { state: outcome, ...(answer && { answer }), ...(why && { why }) })
}
