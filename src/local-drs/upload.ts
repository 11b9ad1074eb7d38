/** A file as a form brought it. */
export interface UploadedFile {
  readonly name: string
  readonly bytes: Buffer
}

/**
 * The first file of a form field of a `multipart/form-data` body (RFC 7578); nothing when the type is another one, the
 * body is broken or the field holds no file.
 */
export function fileIn(contentType: string, body: Buffer, field: string): UploadedFile | undefined {
  const [, quoted, plain] =
    /^multipart\/form-data\b.*?;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? []
  const boundary = quoted ?? plain
  if (!boundary) return undefined
  for (const part of partsOf(body, boundary)) {
    const file = fileOf(part, field)
    if (file) return file
  }
  return undefined
}

/** What stands between the delimiter lines, without the line breaks that belong to them. */
function partsOf(body: Buffer, boundary: string): readonly Buffer[] {
  const delimiter = Buffer.from(`\r\n--${boundary}`)
  const whole = Buffer.concat([Buffer.from('\r\n'), body])
  const starts: number[] = []
  for (let at = whole.indexOf(delimiter); at >= 0; at = whole.indexOf(delimiter, at + delimiter.length)) {
    starts.push(at)
  }
  return starts
    .slice(0, -1)
    .map((start, index) => whole.subarray(start + delimiter.length, starts[index + 1]))
}

function fileOf(part: Buffer, field: string): UploadedFile | undefined {
  const end = part.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const disposition = part
    .subarray(0, end)
    .toString('utf8')
    .split('\r\n')
    .find((line) => /^content-disposition:/i.test(line))
  if (!disposition || parameter(disposition, 'name') !== field) return undefined
  const name = parameter(disposition, 'filename')
  return name === undefined ? undefined : { name, bytes: part.subarray(end + 4) }
}

function parameter(header: string, name: string): string | undefined {
  return new RegExp(`[;\\s]${name}="([^"]*)"`, 'i').exec(header)?.[1]
}
