import { cpus, loadavg, totalmem } from 'node:os'

/** On what something was measured. */
export interface Machine {
  readonly cpus: number
  readonly model: string
  readonly memoryGb: number
  readonly platform: string
  readonly node: string
  /** Processes that wanted a processor in the minute before: above 0 times are longer than they need be. */
  readonly loadBefore: number
}

export function machine(): Machine {
  const [load = 0] = loadavg()
  return {
    cpus: cpus().length,
    model: cpus()[0]?.model ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    loadBefore: Number(load.toFixed(2)),
  }
}

export function machineLine({ cpus: count, model, memoryGb, platform, node, loadBefore }: Machine): string {
  return `${count} × ${model}, ${memoryGb} GB, ${platform}, Node ${node}, load ${loadBefore}`
}
