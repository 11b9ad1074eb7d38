import { inflateRawSync } from 'node:zlib'

/** Reads ZIP archives (PKWARE APPNOTE): stored and deflated entries, without encryption and ZIP64. */

/** An archive that is broken or of a kind that is not read. */
export class BadArchive extends Error {
  override readonly name = 'BadArchive'
}

export interface ArchiveEntry {
  readonly name: string
  readonly content: Buffer
}

const endOfDirectory = 0x06054b50
const directoryEntry = 0x02014b50
const localEntry = 0x04034b50
const smallestEnd = 22

/** The entries of an archive; `maxBytes` limits them unpacked, all together. Throws `BadArchive`. */
export function unzipped(archive: Buffer, maxBytes: number): readonly ArchiveEntry[] {
  try {
    return readDirectory(archive, maxBytes)
  } catch (error) {
    throw error instanceof BadArchive ? error : new BadArchive('the archive is broken', { cause: error })
  }
}

function readDirectory(archive: Buffer, maxBytes: number): readonly ArchiveEntry[] {
  const end = archive.lastIndexOf(uint32(endOfDirectory))
  if (end < 0 || archive.length < end + smallestEnd) throw new BadArchive('not an archive')
  const entries: ArchiveEntry[] = []
  let at = archive.readUInt32LE(end + 16)
  let room = maxBytes
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (archive.readUInt32LE(at) !== directoryEntry) throw new BadArchive('the directory is broken')
    const lengths = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset))
    const [nameLength = 0, extraLength = 0, commentLength = 0] = lengths
    const name = archive.subarray(at + 46, at + 46 + nameLength).toString('utf8')
    const content = contentOf(archive, at, room)
    room -= content.length
    if (!name.endsWith('/')) entries.push({ name, content })
    at += 46 + nameLength + extraLength + commentLength
  }
  return entries
}

/** `at` is the entry's line in the directory, which knows the sizes even when the local header does not. */
function contentOf(archive: Buffer, at: number, maxBytes: number): Buffer {
  const method = archive.readUInt16LE(at + 10)
  const packedSize = archive.readUInt32LE(at + 20)
  const size = archive.readUInt32LE(at + 24)
  const local = archive.readUInt32LE(at + 42)
  if (archive.readUInt32LE(local) !== localEntry) throw new BadArchive('an entry is broken')
  if (size > maxBytes) throw new BadArchive('an entry is too large')
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
  const packed = archive.subarray(start, start + packedSize)
  if (method === 0) return packed
  if (method === 8) return inflateRawSync(packed, { maxOutputLength: maxBytes + 1 })
  throw new BadArchive('an entry is packed in an unknown way')
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeUInt32LE(value)
  return buffer
}
