import { readdirSync, readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'

const folder = new URL('./page/', import.meta.url)
const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
}
const policy =
  "default-src 'self'; img-src 'self' http: https: data:; frame-ancestors 'none'; base-uri 'none'"

/** Paths within the page's folder, folders included. */
function pathsOfPage(): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/'))
}

/** Serves one file of the page; false when there is none of that name. */
export function sendPageFile(path: string, response: ServerResponse): boolean {
  const name = path === '/' ? 'index.html' : path.replace(/^\/page\//, '')
  const type = types[name.split('.').at(-1) ?? '']
  if (!type || !pathsOfPage().includes(name)) return false
  response.writeHead(200, {
    'content-type': type,
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-cache',
  })
  response.end(readFileSync(new URL(name, folder)))
  return true
}
