import { readdirSync, readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'

const ownFolder = new URL('./page/', import.meta.url)
const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
}
const policy =
  "default-src 'self'; img-src 'self' http: https: data:; frame-ancestors 'none'; base-uri 'none'"

/** Paths within the folder, folders included. */
function pathsIn(folder: URL): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/'))
}

/** Serves one file of the page; false when there is none of that name. */
export function sendPageFile(path: string, response: ServerResponse): boolean {
  return sendFileOf(ownFolder, path === '/' ? 'index.html' : path.replace(/^\/page\//, ''), response)
}

/** Serves the file of that name in a folder of page files, which ends with a slash; false when there is none. */
export function sendFileOf(folder: URL, name: string, response: ServerResponse): boolean {
  const type = types[name.split('.').at(-1) ?? '']
  if (!type || !pathsIn(folder).includes(name)) return false
  response.writeHead(200, {
    'content-type': type,
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-cache',
  })
  response.end(readFileSync(new URL(name, folder)))
  return true
}
