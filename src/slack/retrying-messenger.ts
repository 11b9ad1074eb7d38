import { type Messenger, MessengerError } from '../ports/messenger.ts'

/** How often Slack may ask for patience before it counts as a failure. */
const attempts = 5

/**
 * For what a person waits for: where Slack limits the rate, the call is repeated after the time that Slack names. A call
 * that was refused for its rate was surely not carried out, so nothing is sent twice.
 */
export function retryingMessenger(messenger: Messenger, sleep: (ms: number) => Promise<void>): Messenger {
  const patiently = async <T>(call: () => Promise<T>): Promise<T> => {
    for (let made = 1; ; made++) {
      try {
        return await call()
      } catch (error) {
        const limited = error instanceof MessengerError && error.reason === 'rate-limited'
        if (!limited || made === attempts) throw error
        await sleep(error.retryAfter ?? 1000)
      }
    }
  }
  return {
    post: (message) => patiently(() => messenger.post(message)),
    update: (message) => patiently(() => messenger.update(message)),
    find: (where) => patiently(() => messenger.find(where)),
    remove: (message) => patiently(() => messenger.remove(message)),
  }
}
