import { afterAll, describe, expect, it } from 'vitest'
import { startLocalSlack } from '../../../src/local-slack/server.ts'
import { galleryPage } from '../../../src/sandbox/gallery/gallery-page.ts'

const slack = await startLocalSlack({ pages: { gallery: galleryPage } })
afterAll(() => slack.stop())

const get = (path: string) => fetch(new URL(path, slack.pageUrl))

/** Paths that a page file names: scripts, style sheets, and what a script imports. */
function namedIn(text: string, path: string): readonly string[] {
  const names = text.matchAll(/(?:from |src=|href=)['"]([./][\w./-]+\.(?:js|css))['"]/g)
  return [...names].map(([, name = '']) => new URL(name, new URL(path, 'http://page')).pathname)
}

describe('the page of the gallery', () => {
  it('has every file that it names', async () => {
    const wanted = new Set(['/gallery'])
    for (const path of wanted) {
      const response = await get(path)
      expect([path, response.status]).toEqual([path, 200])
      for (const name of namedIn(await response.text(), path)) wanted.add(name)
    }
    expect(wanted.size).toBeGreaterThan(10)
  })

  it('gives the samples of one language and one kind of data', async () => {
    const samples: unknown = await (await get('/gallery/exhibits?locale=zh-CN&data=long')).json()
    expect(samples).toContainEqual(
      expect.objectContaining({ group: 'taskCard', locale: 'zh-CN', data: 'long', surface: 'message' }),
    )
    expect(samples).toContainEqual(expect.objectContaining({ group: '/drs create', surface: 'modal' }))
  })

  it.each([
    '/gallery/exhibits',
    '/gallery/exhibits?locale=fr&data=long',
    '/gallery/page/jsconfig.json',
    '/gallery/x',
  ])('has nothing at %s', async (path) => {
    expect((await get(path)).status).toBe(404)
  })

  it('is not there where nobody brings it', async () => {
    const other = await startLocalSlack()
    expect((await fetch(new URL('/gallery', other.pageUrl))).status).toBe(404)
    await other.stop()
  })
})
