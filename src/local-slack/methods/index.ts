import { authMethods } from './auth.ts'
import { chatMethods } from './chat.ts'
import { conversationMethods } from './conversations.ts'
import { entityMethods } from './entities.ts'
import { fileMethods } from './files.ts'
import type { Methods } from './method.ts'
import { peopleMethods } from './people.ts'
import { viewMethods } from './views.ts'

/** Every method of the Web API that the local Slack knows. */
export const methods: Methods = {
  ...authMethods,
  ...chatMethods,
  ...conversationMethods,
  ...entityMethods,
  ...fileMethods,
  ...peopleMethods,
  ...viewMethods,
}
