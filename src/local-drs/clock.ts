/** One instant on both time lines, in milliseconds. */
export interface Moment {
  /** Time that tasks live through: runs `speed` times as fast as the wall, and `advance` pushes it on. */
  readonly virtual: number
  /** Time that is shown and that scheduled starts go by: the wall's, moved by `advance` as well. */
  readonly wall: number
}

/** A clock that can run faster, stand still (speed 0) and be pushed forward. */
export interface Clock {
  moment(): Moment
  speed(): number
  setSpeed(speed: number): void
  advance(ms: number): void
}

/** `now` is the wall clock in milliseconds since the epoch; virtual time starts with it. */
export function createClock(now: () => number, initialSpeed: number): Clock {
  let speed = initialSpeed
  let pushed = 0
  let anchor = { real: now(), virtual: now() }

  function virtual(): number {
    return anchor.virtual + (now() - anchor.real) * speed
  }
  return {
    moment: () => ({ virtual: virtual(), wall: now() + pushed }),
    speed: () => speed,
    setSpeed(next) {
      anchor = { real: now(), virtual: virtual() }
      speed = next
    },
    advance(ms) {
      anchor = { ...anchor, virtual: anchor.virtual + ms }
      pushed += ms
    },
  }
}

/** When something of the virtual past happened on the wall, near enough to be shown. */
export function wallTime(virtual: number, moment: Moment, speed: number): number {
  return Math.round(moment.wall - (moment.virtual - virtual) / (speed || 1))
}
