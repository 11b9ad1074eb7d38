import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import * as z from 'zod'

const manifestSchema = z.looseObject({
  oauth_config: z.looseObject({ scopes: z.looseObject({ bot: z.array(z.string()) }) }),
})

/** A file at the project's root, for the source as for the bundle in `dist`. */
function inProject(name: string): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder)
  return join(folder, name)
}

/** The bot scopes of manifest.yml. */
export async function manifestScopes(): Promise<readonly string[]> {
  const text = await readFile(inProject('manifest.yml'), 'utf8')
  return manifestSchema.parse(parse(text)).oauth_config.scopes.bot
}
