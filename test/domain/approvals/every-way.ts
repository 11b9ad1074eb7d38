import type { ApproverGroup, Seats } from '../../../src/domain/approvals/policy.ts'

type IsIn = (user: string, group: ApproverGroup) => boolean

/** Tries every way to sit: how many seats can be taken at most, one a person. */
export function mostTaken(present: readonly string[], seats: readonly ApproverGroup[], isIn: IsIn): number {
  const [first, ...rest] = seats
  if (!first) return 0
  const sat = present
    .filter((person) => isIn(person, first))
    .map((person) => {
      const others = present.filter((other) => other !== person)
      return 1 + mostTaken(others, rest, isIn)
    })
  return Math.max(mostTaken(present, rest, isIn), ...sat)
}

/** One entry a seat. */
export function allSeats(need: readonly Seats[]): readonly ApproverGroup[] {
  return need.flatMap(({ group, seats }) => Array.from({ length: seats }, () => group))
}
