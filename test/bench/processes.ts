import { readFileSync } from 'node:fs'

/** Figures of another process, as Linux gives them. */

/** Ticks a second of the times in `/proc`; the same on every Linux that Node runs on. */
const ticks = 100

/** CPU time of a process so far, ms. */
export function cpuMsOf(pid: number): number {
  // The name of the program may hold blanks; what follows its bracket does not (proc_pid_stat(5)).
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / ticks
}

/** Memory of a process that lies in RAM, MB. */
export function rssMbOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024
}
