import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.ts'

/** `npm run build`: writes what runs in production to `dist`. The stand-ins and the sandbox are not part of it. */
const programs = {
  main: 'src/main.ts',
  doctor: 'src/scripts/doctor.ts',
  'audit-verify': 'src/scripts/audit-verify.ts',
  'audit-export': 'src/scripts/audit-export.ts',
  'audit-seal': 'src/scripts/audit-seal.ts',
  'audit-continue': 'src/scripts/audit-continue.ts',
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const { files } = await bundle(root, programs)
await rm(`${root}/dist`, { recursive: true, force: true })
for (const { path, contents } of files) {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, contents)
  if (path.endsWith('.js')) {
    process.stdout.write(`${relative(root, path)} ${(contents.length / 1_000_000).toFixed(1)} MB\n`)
  }
}
