import type { Messenger } from '../ports/messenger.ts'
import type { Keep, Scrubber } from '../security/redaction.ts'
import type { SlackConnection } from './app.ts'
import type { Dispatcher } from './dispatch.ts'
import type { Submission } from './form-flow.ts'
import type { Gesture, SlackPort } from './port.ts'

/**
 * The last net before Slack: known secrets are taken out of everything that is shown, on every way there. What only Slack's
 * machines read stays as it is: a short password that is also a common word must not break buttons and forms.
 */
const keep: Keep = {
  whole: new Set([
    'type',
    'style',
    'tone',
    'action',
    'action_id',
    'block_id',
    'callback_id',
    'private_metadata',
    'response_action',
    'channel',
    'user',
    'group',
    'team',
    'ts',
  ]),
  long: new Set(['value']),
}

type Cleaning = Pick<Scrubber, 'clean' | 'cleanDeep'>

/** The connection whose port and messenger show no known secret. */
export function scrubbedSlack(slack: SlackConnection, scrubber: Cleaning): SlackConnection {
  return {
    ...slack,
    port: scrubbedPort(slack.port, scrubber),
    messenger: scrubbedMessenger(slack.messenger, scrubber),
  }
}

export function scrubbedMessenger(messenger: Messenger, { cleanDeep }: Cleaning): Messenger {
  return {
    ...messenger,
    post: (message) => messenger.post({ ...message, card: cleanDeep(message.card, keep) }),
    update: (message) => messenger.update({ ...message, card: cleanDeep(message.card, keep) }),
  }
}

export function scrubbedPort(port: SlackPort, { clean, cleanDeep }: Cleaning): SlackPort {
  return {
    ...port,
    openView: (triggerId, view) => port.openView(triggerId, cleanDeep(view, keep)),
    updateView: (viewId, view) => port.updateView(viewId, cleanDeep(view, keep)),
    publishHome: (user, view) => port.publishHome(user, cleanDeep(view, keep)),
    whisper: (place, message) => port.whisper(place, cleanDeep(message, keep)),
    post: (place, message) => port.post(place, cleanDeep(message, keep)),
    sendFile: (user, { name, bytes }, comment) =>
      port.sendFile(user, { name: clean(name), bytes: cleanedBytes(bytes, clean) }, clean(comment)),
  }
}

/** A file of text is cleaned like one; others are not read, and come from DRS as they are. */
function cleanedBytes(bytes: Uint8Array, clean: Cleaning['clean']): Uint8Array {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    const cleaned = clean(text)
    return cleaned === text ? bytes : new TextEncoder().encode(cleaned)
  } catch {
    return bytes // no text
  }
}

/** What is answered to a gesture directly, or within the acknowledgement of a form. */
export function scrubbedDispatcher(dispatcher: Dispatcher, scrubber: Cleaning): Dispatcher {
  const { cleanDeep } = scrubber
  const cleaned = (gesture: Gesture): Gesture => scrubbedGesture(gesture, scrubber)
  return {
    ...dispatcher,
    typed: (gesture, text) => dispatcher.typed(cleaned(gesture), text),
    pressed: (gesture, ...press) => dispatcher.pressed(cleaned(gesture), ...press),
    back: (gesture, view) => dispatcher.back(cleaned(gesture), view),
    async submitted(gesture, view) {
      const submission: Submission = await dispatcher.submitted(cleaned(gesture), view)
      return { ...submission, ack: cleanDeep(submission.ack, keep) }
    },
    async suggest(gesture, ...search) {
      return cleanDeep(await dispatcher.suggest(gesture, ...search), keep)
    },
  }
}

function scrubbedGesture(gesture: Gesture, { cleanDeep }: Cleaning): Gesture {
  const { respond } = gesture
  if (!respond) return gesture
  return { ...gesture, respond: (message, options) => respond(cleanDeep(message, keep), options) }
}
