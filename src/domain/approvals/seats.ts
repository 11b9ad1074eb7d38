import type { ApproverGroup, Seats } from './policy.ts'

/** Whether that person may sit there. */
export type CanFill = (user: string, group: ApproverGroup) => boolean

/** Whether all seats are taken, each by another person, in whatever way fits most. */
export function areSeatsFilled(people: readonly string[], need: readonly Seats[], canFill: CanFill): boolean {
  return openSeats(people, need, canFill).length === 0
}

/** The groups that still need somebody, and how many, if everybody sits where it helps most. */
export function openSeats(
  people: readonly string[],
  need: readonly Seats[],
  canFill: CanFill,
): readonly Seats[] {
  const seats = need.flatMap(({ group, seats: count }) => Array.from({ length: count }, () => group))
  const taken = match([...new Set(people)], seats, canFill)
  return need.flatMap(({ group }, row) => {
    const open = rangeOf(need, row).filter((seat) => !taken.has(seat)).length
    return open === 0 ? [] : [{ group, seats: open }]
  })
}

/** The numbers of the seats of one row, counted over all rows. */
function rangeOf(need: readonly Seats[], row: number): readonly number[] {
  const before = need.slice(0, row).reduce((sum, { seats }) => sum + seats, 0)
  return Array.from({ length: need[row]?.seats ?? 0 }, (_, index) => before + index)
}

/** Largest matching of people to seats by augmenting paths (Kuhn): seat number → person. */
function match(
  people: readonly string[],
  seats: readonly ApproverGroup[],
  canFill: CanFill,
): ReadonlyMap<number, string> {
  const taken = new Map<number, string>()
  const sit = (person: string, tried: Set<number>): boolean =>
    seats.some((group, seat) => {
      if (tried.has(seat) || !canFill(person, group)) return false
      tried.add(seat)
      const sitting = taken.get(seat)
      if (sitting !== undefined && !sit(sitting, tried)) return false
      taken.set(seat, person)
      return true
    })
  for (const person of people) sit(person, new Set())
  return taken
}
