import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Metafile } from 'esbuild'

/** A package of others that is part of what was built. */
export interface BundledPackage {
  readonly name: string
  readonly version: string
  /** As SPDX names it; what the package itself says. */
  readonly license: string
  /** The text of its licence, and of its notice if it has one. */
  readonly texts: readonly string[]
}

/** The packages whose files esbuild has put into a bundle, by name. Throws for one that states no licence. */
export function bundledPackages(
  root: string,
  { outputs }: Pick<Metafile, 'outputs'>,
): readonly BundledPackage[] {
  const inputs = Object.values(outputs).flatMap(({ inputs: parts }) =>
    Object.entries(parts).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  )
  const folders = new Set(
    inputs.flatMap((path) => /^.*\bnode_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []),
  )
  return [...folders].map((folder) => describe(join(root, folder))).toSorted(byName)
}

function byName(a: BundledPackage, b: BundledPackage): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1
}

function describe(folder: string): BundledPackage {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  if (typeof license !== 'string') throw new Error(`${folder} states no licence`)
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /^(licen[cs]e|notice|copying)/i.test(entry.name))
    .map(({ name: file }) => file)
  return {
    name,
    version,
    license,
    texts: files.toSorted().map((file) => readFileSync(join(folder, file), 'utf8').trim()),
  }
}

/** What the licences of the packages ask of whoever passes the program on. */
export function licenseNotices(packages: readonly BundledPackage[]): string {
  const one = ({ name, version, license, texts }: BundledPackage) =>
    [`${name} ${version} (${license})`, ...texts].join('\n\n')
  return `${packages.map(one).join(`\n\n${'-'.repeat(80)}\n\n`)}\n`
}

/** A software bill of materials in the form of CycloneDX 1.5; the same packages give the same text. */
export function billOfMaterials(
  packages: readonly BundledPackage[],
  program: { readonly name: string; readonly version: string },
) {
  const purl = ({ name, version }: { readonly name: string; readonly version: string }) =>
    `pkg:npm/${name.replace('@', '%40')}@${version}`
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      component: { type: 'application', 'bom-ref': purl(program), ...program, purl: purl(program) },
    },
    components: packages.map(({ name, version, license }) => ({
      type: 'library',
      'bom-ref': purl({ name, version }),
      name,
      version,
      // An expression (“MIT OR Apache-2.0”) is not an identifier.
      licenses: [/ /.test(license) ? { expression: license } : { license: { id: license } }],
      purl: purl({ name, version }),
    })),
  }
}
