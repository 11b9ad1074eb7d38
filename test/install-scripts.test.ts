import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

interface LockFile {
  readonly packages: Readonly<Record<string, { readonly hasInstallScript?: boolean }>>
}

const root = new URL('../', import.meta.url)
const { allowScripts } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))
const lock: LockFile = JSON.parse(readFileSync(new URL('package-lock.json', root), 'utf8'))

/** npm 11 names every package with an install script that `allowScripts` does not speak of, at each install. */
it('lets no package run a script when it is installed, and names each that would', () => {
  const scripted = Object.entries(lock.packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([place]) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length))
  expect(allowScripts).toEqual(Object.fromEntries(scripted.map((name) => [name, false])))
})
