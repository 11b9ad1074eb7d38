import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { startLocalSlack } from '../../../src/local-slack/server.ts'
import { aPanel } from './a-panel.ts'

const folder = new URL('../../../src/sandbox/panel/page/', import.meta.url)
const files = readdirSync(folder).filter((name) => /\.(?:js|css)$/.test(name))

/** Paths that a page file names: what it imports, and the style sheets that it asks for. */
function namedIn(text: string, path: string): readonly string[] {
  const names = text.matchAll(/(?:from |import |import\(|\[|, )'([./][\w./-]+\.(?:js|css))'/g)
  return [...names].map(([, name = '']) => new URL(name, new URL(path, 'http://page')).pathname)
}

describe('the page of the panel', () => {
  it('is lent a place in the page of the local Slack, which has every file and module it names', async () => {
    const { bot } = await aPanel()
    const get = (path: string) => fetch(new URL(path, bot.slack.pageUrl))
    const { module } = JSON.parse(await (await get('/panels')).text())
    expect(module).toBe('/beside/page/main.js')
    const wanted = new Set<string>([module])
    for (const path of wanted) {
      const response = await get(path)
      expect([path, response.status]).toEqual([path, 200])
      for (const name of namedIn(await response.text(), path)) wanted.add(name)
    }
    const reached = [...wanted].filter((path) => path.startsWith('/beside/page/'))
    expect(reached.sort()).toEqual(files.map((name) => `/beside/page/${name}`).sort())
  })

  it('shows nothing else of its folder', async () => {
    const { bot } = await aPanel()
    const status = async (path: string) => (await fetch(new URL(path, bot.slack.pageUrl))).status
    expect(await status('/beside/page/none.js')).toBe(404)
    expect(await status('/beside/page/jsconfig.json')).toBe(404)
    expect(await status('/beside/page/..%2fpanel.ts')).toBe(404)
  })

  it('is not there where nobody brings it', async () => {
    const slack = await startLocalSlack()
    const get = (path: string) => fetch(new URL(path, slack.pageUrl))
    expect(JSON.parse(await (await get('/panels')).text())).toEqual({ panels: [] })
    expect((await get('/beside/page/main.js')).status).toBe(404)
    await slack.stop()
  })
})
