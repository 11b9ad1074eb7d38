/** The three ways in which v3 writes an instant of `ms` milliseconds since the epoch, besides plain milliseconds. */

/** `2020-12-18T06:38:37Z` (6.4.1). */
export function zoneless(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z')
}

/** `2020-12-21 10:57:49` (6.1.19, 5.3.1); the zone is not documented, here it is UTC. */
export function spaced(ms: number): string {
  return zoneless(ms).replace('T', ' ').replace('Z', '')
}
