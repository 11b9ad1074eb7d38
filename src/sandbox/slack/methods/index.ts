import { app, team } from '../workspace.ts'
import { chatMethods } from './chat.ts'
import { conversationMethods } from './conversations.ts'
import { fileMethods } from './files.ts'
import { type Methods, refused } from './method.ts'
import { peopleMethods } from './people.ts'
import { viewMethods } from './views.ts'

const authMethods: Methods = {
  'api.test': { token: 'bot', run: ({ args }) => ({ args }) },
  'auth.test': {
    token: 'bot',
    run: ({ world }) => ({
      url: `${world.baseUrl}/`,
      team: team.name,
      user: 'drs',
      team_id: team.id,
      user_id: app.botUser,
      bot_id: app.botId,
      is_enterprise_install: false,
    }),
  },
  'apps.connections.open': {
    token: 'app',
    run({ hub }) {
      const url = hub.openUrl()
      return url === undefined ? refused('too_many_websockets') : { url }
    },
  },
}

/** Every method of the Web API that the local Slack knows. */
export const methods: Methods = {
  ...authMethods,
  ...chatMethods,
  ...conversationMethods,
  ...fileMethods,
  ...peopleMethods,
  ...viewMethods,
}
