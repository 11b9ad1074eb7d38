import type { WebClient } from '@slack/web-api'
import { WebAPIPlatformError } from '@slack/web-api'
import type { Text } from '../base/i18n.ts'
import { AccessDenied, UserError } from '../base/user-error.ts'
import type { Artist } from '../ports/artist.ts'
import type { ReceivedFile } from '../ports/drs.ts'
import type { Chart } from '../views/chart.ts'
import { type RenderedMessage, renderCard } from './blocks.ts'
import { bufferOver, jsonBytes } from './json-file.ts'
import { type BlockMemory, sendBlocks } from './modern-blocks.ts'
import type { LinkPlace, PaneContent, SlackPort, UnfurledLink } from './port.ts'
import { refusalOf } from './refusals.ts'
import { isRefusedForEntities, linkedEntity, paneEntity, sendRendered } from './work-objects.ts'

/** A call that Slack limits is made again after the time that Slack names, so often, as long as that is bearable. */
const attempts = 3
const longestWaitMs = 30_000

interface WebPortParts {
  /** For what somebody waits for: it should give up early, and say so of limits instead of waiting. */
  readonly prompt: WebClient
  /** For files, which take their time. */
  readonly files: WebClient
  readonly team: string
  readonly memory: BlockMemory
  readonly artist: Artist
  directMessage(user: string): Promise<string>
  wait(ms: number): Promise<void>
}

/** What can be said again and is seen when it arrives, however late. */
function patientSpeech({ prompt, memory, wait }: Pick<WebPortParts, 'prompt' | 'memory' | 'wait'>) {
  const patiently = async <T>(call: () => Promise<T>, evenIfMoved = true): Promise<T> => {
    for (let made = 1; ; made++) {
      try {
        return await call()
      } catch (error) {
        const { kind, retryAfter = 1000 } = refusalOf(error)
        const goesOn =
          (kind === 'moved' && evenIfMoved) || (kind === 'limited' && retryAfter <= longestWaitMs)
        if (!goesOn || made === attempts) throw refusalOf(error)
        if (kind === 'limited') await wait(retryAfter)
      }
    }
  }
  const say = (channel: string, message: RenderedMessage) =>
    patiently(() =>
      sendRendered(memory, message, ({ blocks, entities }) =>
        prompt.chat.postMessage({
          channel,
          text: message.text,
          blocks,
          unfurl_links: false,
          unfurl_media: false,
          ...(entities && { metadata: { entities } }),
        }),
      ),
    )
  return { patiently, say }
}

/** The dispatcher's way to Slack over the Web API. Throws `SlackRefusal`. */
export function createWebPort(parts: WebPortParts): SlackPort {
  const { prompt, team, memory, directMessage } = parts
  const { patiently, say } = patientSpeech(parts)
  return {
    team,
    async openView(triggerId, view) {
      const answer = await prompt.views.open({ trigger_id: triggerId, view }).catch(refuse)
      const viewId = answer.view?.id
      if (viewId === undefined) throw new Error('views.open answered without a view id')
      return { viewId }
    },
    async updateView(viewId, view, seen) {
      const update = () =>
        prompt.views.update({ view_id: viewId, view, ...(seen !== undefined && { hash: seen }) })
      const answer = await patiently(update, seen === undefined)
      return answer.view?.hash
    },
    async publishHome(user, message) {
      await patiently(() =>
        sendBlocks(memory, message, (blocks) =>
          prompt.views.publish({ user_id: user, view: { type: 'home', blocks } }),
        ),
      )
    },
    directMessage,
    async tell(user, message) {
      await say(user, message)
    },
    async whisper({ channel, user }, message) {
      const { text } = message
      try {
        await patiently(() =>
          sendBlocks(memory, message, (blocks) => prompt.chat.postEphemeral({ channel, user, text, blocks })),
        )
      } catch (error) {
        if (refusalOf(error).kind !== 'channel') throw error
        await say(user, message)
      }
    },
    presentDetails: (triggerId, pane) => presentDetails(prompt, triggerId, pane),
    unfurl: async (place, links) => void (await patiently(() => unfurl(prompt, memory, place, links))),
    ...fileWaysOf(parts),
    async post({ channel }, message) {
      try {
        await say(channel, message)
        return true
      } catch (error) {
        if (refusalOf(error).kind === 'channel') return false
        throw error
      }
    },
  }
}

/** A trigger is good for one call, and a pane that comes late for nobody: it is not tried again. */
async function presentDetails(client: WebClient, triggerId: string, pane: PaneContent): Promise<boolean> {
  try {
    await client.entity.presentDetails(
      'card' in pane
        ? { trigger_id: triggerId, metadata: paneEntity(pane.card, pane.subject, pane.reader) }
        : { trigger_id: triggerId, error: refusedPane(pane.refusal) },
    )
    return true
  } catch (error) {
    if (isRefusedForEntities(error)) return false
    throw refusalOf(error)
  }
}

function refusedPane({ title, text }: { readonly title: string; readonly text: string }) {
  return { status: 'custom', custom_title: title, custom_message: text }
}

/** As things, or plainly where the workspace takes none. */
async function unfurl(
  client: WebClient,
  memory: BlockMemory,
  place: LinkPlace,
  links: readonly UnfurledLink[],
): Promise<void> {
  const target =
    'ts' in place
      ? { channel: place.channel, ts: place.ts }
      : { unfurl_id: place.unfurlId, source: place.source }
  const things = links.flatMap(({ url, card }) => linkedEntity(card, url) ?? [])
  await sendRendered(memory, { blocks: [], entities: things }, ({ entities }) => {
    if (entities) return client.chat.unfurl({ ...target, metadata: { entities } })
    const plain = links.map(({ url, card }) => {
      const { blocks, modern } = renderCard(card)
      return [url, { blocks: modern?.plain ?? blocks }] as const
    })
    return client.chat.unfurl({ ...target, unfurls: Object.fromEntries(plain) })
  })
}

function filesOf(
  files: WebClient,
  directMessage: SlackPort['directMessage'],
): Pick<SlackPort, 'sendFile' | 'shareFile'> {
  return {
    async sendFile(user, file, comment) {
      const bytes = 'json' in file ? await jsonBytes(file) : file.bytes
      const upload = { filename: file.name, file: bufferOver(bytes), initial_comment: comment }
      await files.filesUploadV2({ channel_id: await directMessage(user), ...upload }).catch(refuse)
    },
    async shareFile({ channel, threadTs }, { name, bytes }, comment) {
      const upload = {
        channel_id: channel,
        filename: name,
        file: bufferOver(bytes),
        initial_comment: comment,
      }
      try {
        await files.filesUploadV2(threadTs === undefined ? upload : { ...upload, thread_ts: threadTs })
        return true
      } catch (error) {
        const refusal = refusalOf(error)
        const isForAll = refusal.kind === 'signed-out' || refusal.kind === 'limited'
        if (isForAll || !(error instanceof WebAPIPlatformError)) throw refusal
        return false
      }
    },
  }
}

/** A picture is of use once Slack has looked at it, which takes a moment: so often it is asked for, so far apart, ms. */
const looks = 12
const lookMs = 400

/** Files and pictures. */
function fileWaysOf({ files, artist, directMessage, wait }: WebPortParts) {
  const ways = filesOf(files, directMessage)
  const drawn = async (chart: Chart) => ({ name: 'chart.png', bytes: await artist.draw(chart) })
  return {
    ...ways,
    readFile: (id, user) => readFile(files, id, user),
    async uploadPicture(chart) {
      const { name: filename, bytes } = await drawn(chart)
      const length = bytes.length
      const wanted = { filename, length, alt_text: cutAlt(chart) }
      const room = await files.files.getUploadURLExternal(wanted).catch(refuse)
      const { file_id: id, upload_url: url } = room
      if (!id || !url) throw new Error('files.getUploadURLExternal answered without an address')
      const sent = await fetch(url, { method: 'POST', body: bufferOver(bytes) })
      if (!sent.ok) throw new Error(`the upload was answered with ${sent.status}`)
      await files.files.completeUploadExternal({ files: [{ id, title: chart.title }] }).catch(refuse)
      for (let look = 1; look <= looks; look++) {
        const { file } = await files.files.info({ file: id }).catch(refuse)
        if (file?.mimetype) return id
        await wait(lookMs)
      }
      throw new Error('Slack has not taken the picture in')
    },
    sharePicture: async (place, chart, comment) => ways.shareFile(place, await drawn(chart), comment),
  } satisfies Partial<SlackPort>
}

/** Slack takes so much of words beside a file. */
const mostAltOfFile = 1000

function cutAlt({ alt }: Chart): string {
  return alt.length > mostAltOfFile ? `${alt.slice(0, mostAltOfFile - 1)}…` : alt
}

function refuse(error: unknown): never {
  throw refusalOf(error)
}

/** DRS takes no larger request (API reference A.2, 413). */
const largestFile = 12 * 1024 * 1024

/** A form carries the ids of files, and ids can be made up: a file is read only for the person who has uploaded it. */
async function readFile(client: WebClient, id: string, user: string): Promise<ReceivedFile> {
  const { file } = await client.files.info({ file: id }).catch(goneIfUnknown)
  if (!file) throw new UserError(words.gone, 'file')
  if (file.user !== user) throw new AccessDenied(words.notYours)
  const url = file.url_private_download ?? file.url_private
  if (!url) throw new UserError(words.gone, 'file')
  return { name: file.name ?? id, bytes: await bytesAt(client, url) }
}

const mostRedirects = 3

/** What is there, asked for with the bot's token; so each address on the way has to be Slack's. */
async function bytesAt(client: WebClient, url: string, redirects = mostRedirects): Promise<Uint8Array> {
  if (!isOfSlack(url, client.slackApiUrl)) throw new UserError(words.elsewhere, 'file')
  const headers = { authorization: `Bearer ${client.token}` }
  const response = await fetch(url, { headers, redirect: 'manual' })
  const next = response.headers.get('location')
  if (response.status >= 300 && response.status < 400 && next !== null && redirects > 0) {
    await response.body?.cancel()
    return bytesAt(client, new URL(next, url).href, redirects - 1)
  }
  if (!response.ok) throw new UserError(words.gone, 'file')
  return readUpTo(largestFile, response)
}

/** Files lie at Slack or, with a Slack of one's own (SLACK_API_URL), there. In the clear only on this machine. */
function isOfSlack(url: string, apiUrl: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host, hostname, username } = new URL(url)
  const known = /^(?:[a-z0-9-]+\.)*slack\.com$/.test(host) || host === new URL(apiUrl).host
  const safe = protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
  return known && safe && username === ''
}

function isLoopback(hostname: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)
}

/** Counts for itself: the size that is told of a file may be any. Throws `UserError` for more than `most` bytes. */
async function readUpTo(most: number, response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > most) throw new UserError(words.large, 'file')
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

function goneIfUnknown(error: unknown): never {
  if (error instanceof WebAPIPlatformError && error.data.error === 'file_not_found')
    throw new UserError(words.gone, 'file')
  throw refusalOf(error)
}

const words = {
  notYours: {
    en: 'Only a file that you have uploaded yourself can be used. Upload it in the form.',
    'zh-CN': '只能使用您本人上传的文件，请在表单中上传。',
  },
  gone: {
    en: 'The file can no longer be read. Please upload it again.',
    'zh-CN': '无法再读取该文件，请重新上传。',
  },
  elsewhere: {
    en: 'This file is not stored in Slack, so the bot can’t use it. Download it, then upload it in the form.',
    'zh-CN': '该文件未存储在 Slack 中，因此不予读取。请下载后在表单中重新上传。',
  },
  large: { en: 'The file is larger than 12 MB.', 'zh-CN': '文件大于 12 MB。' },
} satisfies Record<string, Text>
