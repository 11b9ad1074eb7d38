import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Dialect, dialects } from './dialects.ts'
import { defaultSeed, parseSeed } from './seed.ts'
import { startLocalDrs } from './server.ts'

const help = `npm run local-drs -- [options]

  --port N         port on 127.0.0.1; without it, or with 0, any free one
  --speed X        how many times as fast as life tasks move; 0 stands still (default 1)
  --seed FILE      tasks and databases to begin with, as JSON
  --dialect NAME   how answers look where DRS is known to have more than one form (default documents):
                     documents   as the API reference shows them
                     sdk         as the vendor's SDK expects them
                     terraform   as the vendor's Terraform provider expects them
                     mixed       every known form by turns
  --help           prints this
`

/** `npm run local-drs`: prints where it is as one JSON line, ends on a signal. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      speed: { type: 'string' },
      seed: { type: 'string' },
      dialect: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) return void process.stdout.write(help)
  const { endpoint, projectId, ak, sk, iamEndpoint, stop } = await startLocalDrs({
    port: numberOption('port', values.port, 0),
    speed: numberOption('speed', values.speed, 1),
    seed: values.seed === undefined ? defaultSeed : parseSeed(JSON.parse(readFileSync(values.seed, 'utf8'))),
    dialect: dialectOption(values.dialect ?? 'documents'),
  })
  process.stdout.write(`${JSON.stringify({ endpoint, projectId, ak, sk, iamEndpoint })}\n`)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop())
}

function numberOption(name: string, given: string | undefined, otherwise: number): number {
  const value = given === undefined ? otherwise : Number(given)
  if (!Number.isFinite(value) || value < 0) throw new Error(`--${name} must be a number, 0 or more`)
  return value
}

function dialectOption(given: string): Dialect {
  const found = dialects.find((dialect) => dialect === given)
  if (!found) throw new Error(`--dialect must be one of ${dialects.join(', ')}`)
  return found
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
