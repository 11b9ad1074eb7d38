import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import * as z from 'zod'
import { readConfig } from '../../src/config/config.ts'
import { fileSchema } from '../../src/config/file.ts'
import { configurationSchema } from '../../src/config/file-schema.ts'

/** drs-chatops.example.yml shows every key of the configuration file, with what it does and its default. */
const path = fileURLToPath(new URL('../../drs-chatops.example.yml', import.meta.url))
const text = readFileSync(path, 'utf8')

type Schema = z.core.JSONSchema.BaseSchema

interface Key {
  /** For example `connections.*.iam.user` or `access[].role`: names that people choose are `*`. */
  readonly path: string
  readonly default?: unknown
}

/** All keys that the schema knows. */
function keysOf(schema: Schema, path = ''): readonly Key[] {
  const named = Object.entries(schema.properties ?? {}).flatMap(([name, value]) => {
    const below = path ? `${path}.${name}` : name
    return isSchema(value) ? [{ path: below, default: value.default }, ...keysOf(value, below)] : []
  })
  const { additionalProperties: any, items } = schema
  return [
    ...named,
    ...(isSchema(any) ? keysOf(any, `${path}.*`) : []),
    ...(isSchema(items) ? keysOf(items, `${path}[]`) : []),
    ...(schema.anyOf ?? []).filter(isSchema).flatMap((one) => keysOf(one, path)),
  ]
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The keys of the schema that the data has. */
function shownIn(data: unknown, schema: Schema): ReadonlySet<string> {
  const known = keysOf(schema).map((key) => key.path)
  return new Set(known.filter((path) => has(data, path.split(/\.|(?=\[\])/))))
}

function has(data: unknown, [step, ...rest]: readonly string[]): boolean {
  if (step === undefined) return true
  if (typeof data !== 'object' || data === null) return false
  if (step === '*' || step === '[]') return Object.values(data).some((one) => has(one, rest))
  return Object.hasOwn(data, step) && has(Reflect.get(data, step), rest)
}

/** What the comments say of a key: those right above it, and the one behind it; of each place that has the key. */
function commentsOn(name: string): readonly string[] {
  const lines = text.split('\n')
  return lines.flatMap((line, at) => {
    if (!new RegExp(`^[ -]*${name}:`).test(line)) return []
    const own = line.includes(' # ') ? line.slice(line.indexOf(' # ')) : ''
    const above = lines.slice(0, at).reverse()
    const first = above.findIndex((one) => !/^[ -]*#/.test(one))
    return [`${above.slice(0, first).reverse().join('\n')}${own}`.replace(/\n[ -]*# /g, ' ')]
  })
}

describe('the schema for editors', () => {
  const written = JSON.parse(
    readFileSync(new URL('../../docs/drs-chatops.schema.json', import.meta.url), 'utf8'),
  )
  const validate = new Ajv2020({ strict: false }).compile(written)

  it('is the one that npm run docs writes', () => {
    expect(written).toEqual(JSON.parse(JSON.stringify(configurationSchema(text))))
  })

  it('takes the example, and no key that there is not', () => {
    const data = parse(text)
    expect([validate(data), validate.errors]).toEqual([true, null])
    expect(validate({ ...data, acces: [] })).toBe(false)
    expect(validate({ ...data, audit: { keepDays: 'long' } })).toBe(false)
  })

  it('says of each key what the example says of it', () => {
    const { properties } = written
    expect(properties.callsPerMinute.description).toMatch(/^Calls of DRS a minute, .* default 60\./)
    expect(properties.approvals.items.properties.gates.properties.maxLag.description).toBe(
      'Seconds of delay at most.',
    )
    expect(properties.connections.additionalProperties.properties.iam.description).toMatch(/^log in with/)
  })
})

const schema: Schema = z.toJSONSchema(fileSchema, { io: 'input' })
const keys = keysOf(schema)

describe('the example of a configuration file', () => {
  it('is accepted as it stands', () => {
    const config = readConfig({
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_APP_TOKEN: 'xapp-1',
      REDIS_URL: 'redis://127.0.0.1:6379',
      DRS_CHATOPS_KEY: Buffer.alloc(32, 7).toString('base64'),
      DRS_CHATOPS_CONFIG: path,
    })
    expect(config.connections.map(({ name }) => name)).toEqual(['prod-eu', 'trial', 'lab'])
    expect(config.secrets.map(({ hosts }) => hosts)).toEqual([['10.1.2.3', '*.orders.example.com'], []])
  })

  it('has every key that there is', () => {
    const shown = shownIn(parse(text), schema)
    expect(keys.map((key) => key.path).filter((key) => !shown.has(key))).toEqual([])
  })

  it('would be found out if a key were missing at any depth', () => {
    const data = parse(text)
    delete data.connections.lab.iam.project
    delete data.approvals[0].gates.maxRto
    delete data.callsPerMinute
    const shown = shownIn(data, schema)
    expect(keys.map((key) => key.path).filter((key) => !shown.has(key))).toEqual([
      'connections.*.iam.project',
      'callsPerMinute',
      'approvals[].gates.maxRto',
    ])
  })

  it.each(keys.filter((key) => ['number', 'string'].includes(typeof key.default)))(
    'says of $path that the default is $default',
    ({ path, default: value }) => {
      const name = path.split('.').at(-1) ?? path
      const said = commentsOn(name)
      expect(said.join('\n')).toMatch(
        new RegExp(`default ${String(value).replaceAll('.', '\\.')}(?![\\w.]*\\w)`),
      )
    },
  )
})
