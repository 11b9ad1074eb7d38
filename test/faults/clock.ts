/**
 * The clock of a process, which can be set like that of a machine: for everything in it, libraries too. To be imported
 * before anything else. Timers go on as they do when a machine's clock is set.
 */
const RealDate = Date
let offset = 0

globalThis.Date = new Proxy(RealDate, {
  construct: (date, given, newTarget) =>
    Reflect.construct(date, given.length > 0 ? given : [RealDate.now() + offset], newTarget),
  apply: () => new Date().toString(),
  get: (date, name) => (name === 'now' ? () => RealDate.now() + offset : Reflect.get(date, name)),
})

/** Sets the clock that many milliseconds ahead of the machine's, or behind. */
export function setClock(ms: number): void {
  offset = ms
}
