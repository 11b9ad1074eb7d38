import { checkBlocks, wordsOf } from '../blocks/validate.ts'
import { type JsonObject, numberOf, objectsOf, textOf } from '../json.ts'
import { addMessage, wireFile } from '../messages.ts'
import type { StoredFile } from '../types.ts'
import { nextId, type World } from '../world.ts'
import { type Answer, type Call, channelOf, isMember, type Methods, refused } from './method.ts'

const mimetypes: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  csv: 'text/csv',
  md: 'text/markdown',
  txt: 'text/plain',
  json: 'application/json',
}

/** Makes room for a file that is to be uploaded. */
export function reserveFile(world: World, name: string, size: number, user: string): StoredFile {
  const file: StoredFile = {
    id: nextId(world, 'F'),
    name,
    title: name,
    size,
    bytes: undefined,
    user,
    created: world.now(),
    mimetype: mimetypes[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
    complete: false,
  }
  world.files.set(file.id, file)
  return file
}

function getUploadUrl({ world, args }: Call): Answer {
  const name = textOf(args.filename)
  const size = numberOf(args.length)
  if (!name || size === undefined) return refused('invalid_arguments')
  const file = reserveFile(world, name, size, world.bot.user)
  return { file_id: file.id, upload_url: `${world.place.baseUrl}/upload/${file.id}` }
}

/** The bytes of a reserved file; false when there is no such file or they are of another length. */
export function receiveFile(world: World, id: string, bytes: Buffer): boolean {
  const file = world.files.get(id)
  if (!file || file.complete || bytes.length !== file.size) return false
  file.bytes = bytes
  return true
}

function completeUpload({ world, args }: Call): Answer {
  const rows = objectsOf(args.files)
  const files = rows.flatMap((row) => world.files.get(textOf(row.id) ?? '') ?? [])
  if (rows.length === 0 || files.length < rows.length) return refused('file_not_found')
  if (files.some((file) => file.bytes === undefined)) return refused('file_upload_not_complete')
  const problems = checkBlocks(args.blocks ?? [], 'message')
  if (problems.length > 0) return refused('invalid_blocks', wordsOf(problems))
  const where = textOf(args.channel_id) ?? textOf(args.channels)
  if (where) {
    const channel = channelOf(world, where)
    if (!channel) return refused('channel_not_found')
    if (!isMember(world, channel)) return refused('not_in_channel')
    share(world, channel.id, files, args)
  }
  files.forEach((file, index) => {
    file.complete = true
    file.title = textOf(rows[index]?.title) ?? file.title
  })
  return { files: files.map((file) => wireFile(world, file.id)) }
}

function share(world: World, channel: string, files: readonly StoredFile[], args: JsonObject): void {
  addMessage(world, {
    channel,
    user: world.bot.user,
    byApp: true,
    text: textOf(args.initial_comment) ?? '',
    blocks: objectsOf(args.blocks),
    threadTs: textOf(args.thread_ts),
    files: files.map((file) => file.id),
  })
}

function info({ world, args }: Call): Answer {
  const id = textOf(args.file) ?? ''
  return world.files.has(id) ? { file: wireFile(world, id) } : refused('file_not_found')
}

const write = ['files:write']

/** files.*, the way of the newer uploads. */
export const fileMethods: Methods = {
  'files.getUploadURLExternal': { token: 'bot', scopes: write, run: getUploadUrl },
  'files.completeUploadExternal': { token: 'bot', scopes: write, run: completeUpload },
  'files.info': { token: 'bot', scopes: ['files:read'], run: info },
}
