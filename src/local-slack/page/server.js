// @ts-check
import { toast } from './dom.js'
import { sharedStream } from './stream.js'
import { sentence } from './words.js'

async function request(path, options) {
  const response = await fetch(path, options)
  if (!response.ok) throw new Error(`${path}: ${response.status}`)
  return response.json()
}

function post(path, body) {
  const headers = { 'content-type': 'application/json' }
  return request(path, { method: 'POST', headers, body: JSON.stringify(body) })
}

/** All that a person has on the screen: `{ as, channel, thread, limit }`. */
export function loadScreen(place) {
  return request(`/control/screen?${new URLSearchParams(place)}`)
}

export function loadWorld() {
  return request('/control/world')
}

export function loadTour() {
  return request('/tour')
}

export function loadPanels() {
  return request('/panels')
}

export function runPanelAction(panel, action) {
  return post('/panels', { panel, action })
}

/** Errors that the page shows elsewhere: at the fields, or as a message of Slackbot. */
const shownElsewhere = [
  'errors',
  'invalid_fields',
  'unknown_command',
  'not_in_threads',
  'invalid_errors',
  'invalid_view',
]

/** Lets a person act; tells them when it came to nothing. */
export async function act(as, body) {
  const outcome = await post('/control/act', { as, ...body })
  if (!outcome.ok && !shownElsewhere.includes(outcome.error)) toast(sentence('failed', outcome.error))
  return outcome
}

/** Gives a file to the workspace; the answer is what a file input holds. */
export async function upload(as, file) {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const content = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
  return post('/control/upload', { as, name: file.name, content })
}

/** Calls back on every change of the world, and with false while the server cannot be reached. */
export function follow(onChange, onConnection) {
  sharedStream('/control/events', () => onChange(), onConnection)
}
