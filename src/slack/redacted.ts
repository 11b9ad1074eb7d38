import type { ReceivedFile } from '../ports/drs.ts'
import type { MessengerWithFiles } from '../ports/messenger.ts'
import type { Redactor } from '../security/redaction.ts'
import type { JsonFile } from '../views/answer-card.ts'
import type { SlackConnection } from './app.ts'
import type { Dispatcher } from './dispatch.ts'
import type { Submission } from './form-flow.ts'
import { jsonBytes } from './json-file.ts'
import type { Interaction, SlackPort } from './port.ts'

/**
 * The last net before Slack: known secrets are taken out of everything that is shown, on every way there. What only Slack's
 * machines read stays as it is.
 */
const keep: ReadonlySet<string> = new Set([
  'type',
  'style',
  'tone',
  'action',
  'action_id',
  'block_id',
  'callback_id',
  'private_metadata',
  'response_action',
  'value',
  'channel',
  'user',
  'group',
  'team',
  'ts',
])

type Cleaning = Pick<Redactor, 'redact' | 'redactDeep'>

/** The connection whose port and messenger show no known secret. */
export function redactedSlack(slack: SlackConnection, redactor: Cleaning): SlackConnection {
  return {
    ...slack,
    port: redactedPort(slack.port, redactor),
    messenger: redactedMessenger(slack.messenger, redactor),
  }
}

export function redactedMessenger(
  messenger: MessengerWithFiles,
  { redact, redactDeep }: Cleaning,
): MessengerWithFiles {
  return {
    ...messenger,
    post: (message) => messenger.post({ ...message, card: redactDeep(message.card, keep) }),
    update: (message) => messenger.update({ ...message, card: redactDeep(message.card, keep) }),
    attach: async ({ file, comment, ...place }) =>
      messenger.attach({ ...place, file: await cleanedFile(file, redact), comment: redact(comment) }),
  }
}

export function redactedPort(port: SlackPort, { redact, redactDeep }: Cleaning): SlackPort {
  return {
    ...port,
    openView: (triggerId, view) => port.openView(triggerId, redactDeep(view, keep)),
    updateView: (viewId, view, seen) => port.updateView(viewId, redactDeep(view, keep), seen),
    publishHome: (user, message) => port.publishHome(user, redactDeep(message, keep)),
    tell: (user, message) => port.tell(user, redactDeep(message, keep)),
    whisper: (place, message) => port.whisper(place, redactDeep(message, keep)),
    post: (channelRef, message) => port.post(channelRef, redactDeep(message, keep)),
    presentDetails: (triggerId, pane) => port.presentDetails(triggerId, redactDeep(pane, keep)),
    unfurl: (place, links) => port.unfurl(place, redactDeep(links, keep)),
    sendFile: async (user, file, comment) =>
      port.sendFile(user, await cleanedFile(file, redact), redact(comment)),
    shareFile: async (place, file, comment) =>
      port.shareFile(place, await cleanedFile(file, redact), redact(comment)),
    uploadPicture: (chart) => port.uploadPicture(redactDeep(chart, keep)),
    sharePicture: (place, chart, comment) =>
      port.sharePicture(place, redactDeep(chart, keep), redact(comment)),
  }
}

async function cleanedFile(file: ReceivedFile | JsonFile, redact: Cleaning['redact']): Promise<ReceivedFile> {
  const bytes = 'json' in file ? await jsonBytes(file, redact) : cleanedBytes(file.bytes, redact)
  return { name: redact(file.name), bytes }
}

/** A file of text is cleaned like one; others are not read, and come from DRS as they are. */
function cleanedBytes(bytes: Uint8Array, redact: Cleaning['redact']): Uint8Array {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    const cleaned = redact(text)
    return cleaned === text ? bytes : new TextEncoder().encode(cleaned)
  } catch {
    return bytes // no text
  }
}

/** What is answered to an interaction directly, or within the acknowledgement of a form. */
export function redactedDispatcher(dispatcher: Dispatcher, redactor: Cleaning): Dispatcher {
  const { redactDeep } = redactor
  const cleaned = (interaction: Interaction): Interaction => redactedInteraction(interaction, redactor)
  return {
    ...dispatcher,
    typed: (interaction, text) => dispatcher.typed(cleaned(interaction), text),
    clicked: (interaction, ...click) => dispatcher.clicked(cleaned(interaction), ...click),
    shortcut: (interaction, ...used) => dispatcher.shortcut(cleaned(interaction), ...used),
    back: (interaction, view) => dispatcher.back(cleaned(interaction), view),
    async submitted(interaction, view) {
      const submission: Submission = await dispatcher.submitted(cleaned(interaction), view)
      return { ...submission, ack: redactDeep(submission.ack, keep) }
    },
    async suggest(interaction, ...search) {
      return redactDeep(await dispatcher.suggest(interaction, ...search), keep)
    },
  }
}

function redactedInteraction(interaction: Interaction, { redactDeep }: Cleaning): Interaction {
  const { respond } = interaction
  if (!respond) return interaction
  return { ...interaction, respond: (message, options) => respond(redactDeep(message, keep), options) }
}
