import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Plugin } from 'esbuild'
import { bundle } from '../../src/scripts/bundle.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * A program of ours, by its path from the root, made into one file of JavaScript with all that it imports, which Node
 * starts in a fifth of the time: through tsx each start compiles every module anew. Gives the path of that file.
 */
export async function compiled(program: string): Promise<string> {
  const target = join(root, 'node_modules', '.cache', 'drs-chatops', program.replace(/\.ts$/, '.mjs'))
  const { files } = await bundle(root, { program }, [placesKept])
  await mkdir(dirname(target), { recursive: true })
  // Another test may be starting the same file just now.
  const draft = `${target}.${randomUUID()}`
  await writeFile(draft, files.find(({ path }) => path.endsWith('.js'))?.contents ?? '')
  await rename(draft, target)
  return target
}

/** A module that reads a file beside itself still finds it. */
const placesKept: Plugin = {
  name: 'places-kept',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8')
      const place = JSON.stringify(pathToFileURL(path).href)
      return { loader: 'ts', contents: text.replaceAll('import.meta.url', place) }
    })
  },
}
