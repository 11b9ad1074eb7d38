import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { region } from '../../src/local-drs/databases.ts'
import type { LocalDrs } from '../../src/local-drs/server.ts'
import type { LocalSlack } from '../../src/local-slack/server.ts'

interface Surroundings {
  readonly folder: string
  readonly drs: LocalDrs
  readonly slack: LocalSlack
  readonly redisUrl: string
  /** Seconds that events wait for others; as usual without it. */
  readonly group?: number
}

/** The bot looks at its tasks all the time meanwhile; its budget of calls is wide, so that every command does its work. */
export async function botEnvironment({
  folder,
  drs,
  slack,
  redisUrl,
  group,
}: Surroundings): Promise<NodeJS.ProcessEnv> {
  const file = join(folder, 'drs-chatops.yml')
  const { endpoint, projectId, ak, sk } = drs
  const keys = { ak: 'env:HUAWEICLOUD_SDK_AK', sk: 'env:HUAWEICLOUD_SDK_SK' }
  const configuration = {
    connections: { bench: { region, endpoint, projectId, ...keys } },
    access: [{ role: 'operator' }],
    polling: { motion: 1, steady: 2 },
    ...(group !== undefined && { watch: { group } }),
    callsPerMinute: 100_000,
  }
  await writeFile(file, stringify(configuration))
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    LOG_LEVEL: 'info',
    DRS_CHATOPS_CONFIG: file,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    REDIS_URL: redisUrl,
    HUAWEICLOUD_SDK_AK: ak,
    HUAWEICLOUD_SDK_SK: sk,
  }
}
