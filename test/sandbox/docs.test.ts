import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { defaultSeed, type LocalDrs, startLocalDrs } from '../../src/local-drs/server.ts'
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/server.ts'

const text = readFileSync('docs/sandbox.md', 'utf8')

/** The rows of a marked table, cell by cell, code marks taken off. */
function rowsOf(name: string): readonly (readonly string[])[] {
  const [, table = ''] = new RegExp(`<!-- ${name}: .* -->\n([^]*)<!-- /${name} -->`).exec(text) ?? []
  const lines = table.trim().split('\n').slice(2)
  return lines.map((line) =>
    line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').replace(/^`|`$/g, '')),
  )
}

const first = (name: string) => rowsOf(name).map(([cell = '']) => cell)

/** Carries out the example of a route; a GET takes it as its query. */
async function carryOut(base: string, route: string, example: string): Promise<Response> {
  const [method = '', path = ''] = route.split(' ')
  const fields: Record<string, string> = JSON.parse(example)
  if (method === 'GET') return fetch(new URL(`${path}?${new URLSearchParams(fields)}`, base))
  const headers = { 'content-type': 'application/json' }
  return fetch(new URL(path, base), { method, headers, body: example })
}

describe('docs/sandbox.md on the local Slack', () => {
  let slack: LocalSlack
  const guide = z.object({
    routes: z.array(z.string()),
    acts: z.array(z.string()),
    waitFor: z.array(z.string()),
  })

  beforeAll(async () => {
    slack = await startLocalSlack()
  })
  afterAll(() => slack.stop())

  it('lists all routes, acts and things to wait for', async () => {
    const known = guide.parse(await (await fetch(new URL('/control', slack.pageUrl))).json())
    expect(first('slack-routes').sort()).toEqual(known.routes)
    expect(first('acts').sort()).toEqual(known.acts.toSorted())
    expect(first('waits').sort()).toEqual(known.waitFor.toSorted())
  })

  it.each(rowsOf('slack-routes'))(
    'gives an example of %s that works: %s',
    async (route = '', example = '') => {
      const response = await carryOut(slack.pageUrl, route, example)
      expect([response.status, response.ok ? '' : await response.text()]).toEqual([200, ''])
      await response.body?.cancel()
    },
  )

  it.each(rowsOf('acts'))('gives an example of %s in its shape: %s', async (act = '', example = '') => {
    const body = { as: 'U01ALICE', act, ...JSON.parse(example) }
    const response = await carryOut(slack.pageUrl, 'POST /control/act', JSON.stringify(body))
    expect(response.status).toBe(200)
    expect(await response.text()).not.toContain('unknown_act')
  })

  it('names what the programs print', async () => {
    const { control: _control, controlOf: _controlOf, stop: _stop, ...printed } = slack
    const [row = ''] = /^.*npm run local-slack.*$/m.exec(text) ?? []
    for (const name of Object.keys(printed)) expect(row).toContain(`\`${name}\``)
  })
})

describe('docs/sandbox.md on the local DRS', () => {
  let drs: LocalDrs
  const guide = z.object({ get: z.array(z.string()), post: z.array(z.object({ path: z.string() })) })

  beforeAll(async () => {
    drs = await startLocalDrs({ seed: defaultSeed, speed: 1 })
  })
  afterAll(() => drs.stop())

  it('lists all routes', async () => {
    const known = guide.parse(await (await fetch(new URL('/control', drs.endpoint))).json())
    const posts = known.post.map(({ path }) => `POST ${path}`)
    const gets = known.get.map((path) => `GET ${path}`)
    expect(first('drs-routes').sort()).toEqual(['GET /control', ...gets, ...posts].sort())
  })

  it.each(rowsOf('drs-routes'))('gives an example of %s that works: %s', async (route = '', example = '') => {
    const response = await carryOut(drs.endpoint, route, example)
    expect([response.status, response.ok ? '' : await response.text()]).toEqual([200, ''])
  })
})

describe('docs/sandbox.md on the environment', () => {
  it('names every variable that the sandbox reads, and no other', () => {
    const folder = 'src/sandbox'
    const sources = readdirSync(folder).filter((name) => name.endsWith('.ts'))
    const read = sources.flatMap((name) =>
      [...readFileSync(`${folder}/${name}`, 'utf8').matchAll(/\benv\.([A-Z_]+)\b/g)].map(
        ([, found]) => found,
      ),
    )
    expect(first('environment').sort()).toEqual([...new Set(read)].sort())
  })
})
