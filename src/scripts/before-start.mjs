import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Before `npm start` and what else runs from `dist`: builds it if the sources are newer, so that what runs is what stands
 * here. Where the tools or the sources are missing, as in production, what was built before runs. Plain JavaScript, since
 * what compiles TypeScript may be missing too.
 */
const built = 'dist/main.js'
const canBuild =
  existsSync('node_modules/esbuild') && existsSync('node_modules/tsx') && existsSync('src/main.ts')

if (canBuild && isStale()) {
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (status !== 0) process.exit(status ?? 1)
}
if (!existsSync(built)) {
  process.stderr.write(
    `${built} is missing. Run npm install and npm run build, or copy dist from where it was built.\n`,
  )
  process.exit(1)
}

function isStale() {
  if (!existsSync(built)) return true
  const since = statSync(built).mtimeMs
  return (
    ['src', 'commands'].some((folder) => newestIn(folder) > since) || changedAt('package-lock.json') > since
  )
}

function newestIn(folder) {
  const entries = readdirSync(folder, { recursive: true })
  return Math.max(...entries.map((entry) => changedAt(join(folder, String(entry)))))
}

function changedAt(path) {
  return statSync(path).mtimeMs
}
