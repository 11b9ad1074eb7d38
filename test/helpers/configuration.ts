import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError, readConfig } from '../../src/config/config.ts'

/** What the bot says of a configuration file with that text, without the file's own path; nothing if it takes it. */
export async function complaintsAbout(
  text: string,
  env: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'drs-chatops-config-'))
  const path = join(folder, 'drs-chatops.yml')
  try {
    await writeFile(path, text)
    const tokens = {
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_APP_TOKEN: 'xapp-1',
      REDIS_URL: 'redis://127.0.0.1:6379',
    }
    readConfig({ ...tokens, ...env, DRS_CHATOPS_CONFIG: path })
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map((problem) => problem.replace(path, 'file'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
