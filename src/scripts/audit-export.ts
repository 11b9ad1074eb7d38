import { exportAudit } from '../bot/audit-tools.ts'

/** `npm run -s audit:export`: the whole audit as JSON Lines on standard output, the oldest record first. */
exportAudit(process.env, (line) => process.stdout.write(`${line}\n`)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
})
