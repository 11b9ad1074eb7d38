import * as z from 'zod'

/** The part of the configuration about what machines ask the bot: whether it lives, is ready, and its metrics. */

export interface MonitoringConfig {
  readonly port: number
  /** Address on which it listens. */
  readonly host: string
}

/** All addresses: a probe comes from the machine's own network, not from the loopback of a container. */
const host = '0.0.0.0'
const portRule = 'must be 1 to 65535'
const port = z.int().min(1, portRule).max(65_535, portRule)

export const monitoringFields = {
  monitoring: z.strictObject({ port, host: z.string().min(1).default(host) }).optional(),
}

/** The file's settings, over which `DRS_CHATOPS_MONITORING_PORT` goes. Without either nothing listens. */
export function readMonitoring(
  inFile: MonitoringConfig | undefined,
  env: Readonly<Record<string, string | undefined>>,
  problems: string[],
): MonitoringConfig | undefined {
  const given = env.DRS_CHATOPS_MONITORING_PORT
  if (!given) return inFile
  const parsed = port.safeParse(Number(given))
  if (!parsed.success) problems.push(`DRS_CHATOPS_MONITORING_PORT is “${given}”; use 1 to 65535.`)
  return { host, ...inFile, port: parsed.data ?? 0 }
}
