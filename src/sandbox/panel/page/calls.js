// @ts-check
import { toast } from '/page/dom.js'
import { inLanguage } from '/page/words.js'
import { say } from './words.js'

async function answered(path, options) {
  const response = await fetch(`/beside/${path}`, options)
  if (response.status === 404) return undefined
  if (!response.ok) throw new Error(`${path}: ${response.status}`)
  return response.json()
}

export const loadCatalogue = () => answered('catalogue')
export const loadState = () => answered('state')
export const loadDetails = (id) => answered(`traffic/${id}`)

/**
 * Lets the sandbox do something, and tells the person what came of it.
 * @param {string} label what the person pressed
 * @param {string} name
 * @param {object} [body]
 */
export async function run(label, name, body = {}) {
  const headers = { 'content-type': 'application/json' }
  const outcome = await answered(`do/${name}`, { method: 'POST', headers, body: JSON.stringify(body) })
  toast(outcome.ok ? say('done', label) : say('failed', inLanguage(outcome.error)))
  return outcome.ok
}
