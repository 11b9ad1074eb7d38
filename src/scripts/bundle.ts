import { build, type Metafile, type OutputFile, type Plugin } from 'esbuild'

interface Bundle {
  readonly files: readonly OutputFile[]
  readonly meta: Metafile
}

/**
 * Programs, by their paths from `root`, each made into one JavaScript file with all that it imports, packages included:
 * Node starts such a file several times faster than a thousand modules, and it needs no `node_modules`.
 */
export async function bundle(
  root: string,
  programs: Record<string, string>,
  plugins: Plugin[] = [],
): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    entryPoints: programs,
    absWorkingDir: root,
    outdir: 'dist',
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: 'linked',
    metafile: true,
    write: false,
    logLevel: 'error',
    banner: { js: packagesMayRequire },
    plugins,
  })
  return { files: outputFiles, meta: metafile }
}

/** Under names of their own: packages declare `require` and `createRequire` as well. */
const packagesMayRequire =
  "import { createRequire as requireOfBundle } from 'node:module'; globalThis.require = requireOfBundle(import.meta.url);"
