import { ConfigError, readConfig } from '../config/config.ts'
import { credentialsOf, operatorSecrets } from '../config/secret-references.ts'
import type { Config, ConnectionConfig } from '../config/types.ts'
import type { CheckResult } from '../domain/check-result.ts'
import { failedCheck, verbatim } from './check.ts'
import type { BotSetup } from './run-checks.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Slack's own address of the Web API. */
const slackApi = 'https://slack.com/api/'

/** What the bot would be started with here, or what is wrong with the configuration. */
export function botSetupOf(env: Environment): BotSetup | readonly CheckResult[] {
  try {
    return setupOfConfig(readConfig(env), env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map((problem) => failedCheck(configuration, verbatim(problem), nothingElse))
  }
}

const configuration = { check: 'configuration', title: { en: 'Configuration', 'zh-CN': '配置' } }

const nothingElse = {
  en: 'Fix this first; the other checks need it.',
  'zh-CN': '请先修正此项，其他检查依赖于它。',
}

/** What a bot with that configuration runs on. */
export function setupOfConfig(config: Config, env: Environment): BotSetup {
  const { slack, redisUrl, connections, web, polling, callsPerMinute, keys } = config
  const { transport } = slack
  return {
    slack: {
      apiUrl: slack.apiUrl ?? slackApi,
      botToken: slack.botToken,
      appToken: transport.mode === 'socket' ? transport.appToken : undefined,
      signingSecret: transport.mode === 'http' ? transport.signingSecret : undefined,
      userGroups: userGroupsOf(config),
    },
    redisUrl,
    connections: connections.map((connection) => withKeys(connection, env)),
    calls: { callsPerMinute, steadyMs: polling.steady, motionMs: polling.motion },
    hasKey: keys !== undefined,
    rules: config.approvals,
    ...(web && { web }),
  }
}

/** Those to whom a role is given, and those who approve. */
function userGroupsOf({ grants, groups }: Config): readonly string[] {
  const named = [...grants.flatMap(({ users }) => users), ...groups.flatMap(({ userGroups }) => userGroups)]
  return [...new Set(named.filter((id) => id.startsWith('S')))]
}

/** A key that is missing becomes a finding. */
function withKeys({ credentials, ...connection }: ConnectionConfig, env: Environment) {
  return { ...connection, credentials: credentialsOf(credentials, operatorSecrets(env)) }
}
