import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.ts'
import { billOfMaterials, bundledPackages, licenseNotices } from './bundled-packages.ts'

/**
 * `npm run build`: writes what runs in production to `dist`, with the licences of the packages in it and a list of them. The
 * stand-ins and the sandbox are not part of it.
 */
const programs = {
  main: 'src/main.ts',
  doctor: 'src/scripts/doctor.ts',
  'audit-verify': 'src/scripts/audit-verify.ts',
  'audit-export': 'src/scripts/audit-export.ts',
  'audit-seal': 'src/scripts/audit-seal.ts',
  'audit-continue': 'src/scripts/audit-continue.ts',
  drawing: 'src/drawing/worker.ts',
  // As they are: what the thread that draws reads beside itself.
  font: '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  resvg: '@resvg/resvg-wasm/index_bg.wasm',
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const { files, meta } = await bundle(root, programs)
await rm(`${root}/dist`, { recursive: true, force: true })
for (const { path, contents } of files) {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, contents)
  if (!path.endsWith('.map')) {
    process.stdout.write(`${relative(root, path)} ${(contents.length / 1_000_000).toFixed(1)} MB\n`)
  }
}

const packages = bundledPackages(root, meta)
const { name, version } = JSON.parse(await readFile(`${root}/package.json`, 'utf8'))
await writeFile(`${root}/dist/licenses.txt`, licenseNotices(packages))
await writeFile(
  `${root}/dist/sbom.cdx.json`,
  `${JSON.stringify(billOfMaterials(packages, { name, version }), undefined, 2)}\n`,
)
process.stdout.write(`${packages.length} packages: dist/licenses.txt, dist/sbom.cdx.json\n`)
