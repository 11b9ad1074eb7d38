import { type Grant, install } from '../installation.ts'
import { flagOf, textOf } from '../json.ts'
import { app } from '../workspace.ts'
import { type Answer, type Call, type Methods, refused } from './method.ts'

/** Slack docs, Installing with OAuth: a code is good for ten minutes. */
const codeLife = 10 * 60_000

function whoAmI({ world }: Call): Answer {
  return {
    url: `${world.place.baseUrl}/`,
    team: world.team.name,
    user: 'drs',
    team_id: world.team.id,
    user_id: world.bot.user,
    bot_id: world.bot.id,
    is_enterprise_install: false,
    ...(world.team.enterprise ? { enterprise_id: world.team.enterprise.id } : {}),
  }
}

function openConnection({ hub }: Call): Answer {
  const url = hub.openUrl()
  return url === undefined ? refused('too_many_websockets') : { url }
}

/** Takes the token back; with the only bot token the app leaves (Slack docs, auth.revoke method). */
function revoke(call: Call): Answer {
  if (flagOf(call.args.test)) return { revoked: false }
  call.leave('token_revoked')
  return { revoked: true }
}

function clientProblem({ world, args }: Call): string | undefined {
  if (args.client_id !== world.tokens.clientId) return 'invalid_client_id'
  return args.client_secret === world.tokens.clientSecret ? undefined : 'bad_client_secret'
}

function grantOf({ site, world, args }: Call): Grant | string {
  const grant = site.grants.get(textOf(args.code) ?? '')
  if (!grant) return 'invalid_code'
  if (grant.used) return 'code_already_used'
  if (world.now() - grant.at > codeLife) return 'invalid_code'
  const redirect = textOf(args.redirect_uri)
  return redirect === undefined || redirect === grant.redirectUri ? grant : 'bad_redirect_uri'
}

/** Turns the code of the install page into a bot token (Slack docs, oauth.v2.access method). */
function access(call: Call): Answer {
  const problem = clientProblem(call)
  if (problem) return refused(problem)
  const grant = grantOf(call)
  if (typeof grant === 'string') return refused(grant)
  grant.used = true
  const { world, user, scopes } = grant
  return {
    app_id: app.id,
    authed_user: { id: user },
    scope: scopes.join(','),
    token_type: 'bot',
    access_token: install(world, user, scopes),
    bot_user_id: world.bot.user,
    team: { id: world.team.id, name: world.team.name },
    enterprise: null,
    is_enterprise_install: false,
  }
}

function leaveFor(call: Call): Answer {
  const problem = clientProblem(call)
  if (problem) return refused(problem)
  call.leave('account_inactive')
  return {}
}

/** api.*, apps.*, auth.* and oauth.* */
export const authMethods: Methods = {
  'api.test': { token: 'none', run: ({ args }) => ({ args }) },
  'auth.test': { token: 'bot', run: whoAmI },
  'auth.revoke': { token: 'bot', run: revoke },
  'apps.connections.open': { token: 'app', run: openConnection },
  'apps.uninstall': { token: 'bot', run: leaveFor },
  'oauth.v2.access': { token: 'none', run: access },
}
