import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { defaultSeed, parseSeed } from './seed.ts'
import { startLocalDrs } from './server.ts'

/** `npm run local-drs -- --port N [--speed X] [--seed FILE]`: prints where it is as one JSON line, ends on a signal. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, speed: { type: 'string' }, seed: { type: 'string' } },
  })
  const { endpoint, projectId, ak, sk, iamEndpoint, stop } = await startLocalDrs({
    port: numberOption('port', values.port, 0),
    speed: numberOption('speed', values.speed, 1),
    seed: values.seed === undefined ? defaultSeed : parseSeed(JSON.parse(readFileSync(values.seed, 'utf8'))),
  })
  process.stdout.write(`${JSON.stringify({ endpoint, projectId, ak, sk, iamEndpoint })}\n`)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop())
}

function numberOption(name: string, given: string | undefined, otherwise: number): number {
  const value = given === undefined ? otherwise : Number(given)
  if (!Number.isFinite(value) || value < 0) throw new Error(`--${name} must be a number, 0 or more`)
  return value
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
