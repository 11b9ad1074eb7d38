import { type Locale, say } from '../../base/i18n.ts'
import type { ApprovalRequest, Decision, RequestState, RequestTransition, RequestWhy } from './request.ts'
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
  const whys = joined(request.why, why)
  return transition(request, {
    results,
    state: stateWith(ids.map((id) => results[id])),
    ...(whys !== undefined && { why: whys }),
  })
}

function joined(first: RequestWhy | undefined, second: RequestWhy | undefined): RequestWhy | undefined {
  if (first === undefined || second === undefined) return first ?? second
  if (typeof first === 'string' && typeof second === 'string') return `${first}\n${second}`
  const both = (locale: Locale) => [first, second].map((why) => whyIn(why, locale)).join('\n')
  return say(both('en'), both('zh-CN'))
}

/** What somebody or DRS wrote stays as it is; the bot’s own words are in the language of the reader. */
export function whyIn(why: RequestWhy, locale: Locale): string {
  return typeof why === 'string' ? why : why[locale]
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
