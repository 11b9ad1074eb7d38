import { readFile } from 'node:fs/promises'
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
    // Names stay as they are, for traces.
    minifyWhitespace: true,
    minifySyntax: true,
    lineLimit: 200,
    legalComments: 'external',
    metafile: true,
    write: false,
    logLevel: 'error',
    loader: { '.ttf': 'copy', '.wasm': 'copy' },
    banner: { js: packagesMayRequire },
    plugins: [...plugins, withoutUnused, inAscii],
  })
  return { files: outputFiles, meta: metafile }
}

/**
 * What packages import for uses that the bot does not make of them: Bolt's receivers for Express and its sign-up of
 * workspaces, BullMQ's other database and its calendars, encodings and kinds of files. They would be a quarter of the
 * program, and so of what its text takes in memory. An empty module stands in their place.
 */
const withoutUnused: Plugin = {
  name: 'without-unused',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^(express|@slack\/oauth|cron-parser|iconv-lite|mime-types)$/ }, leaveOut)
    onResolve({ filter: /^\.\/postgres$/ }, ({ importer, path }) =>
      importer.includes('bullmq') ? leaveOut({ path }) : undefined,
    )
    onLoad({ filter: /./, namespace: unused }, () => ({ contents: '' }))
  },
}

const unused = 'unused'
const leaveOut = ({ path }: { readonly path: string }) => ({ path, namespace: unused })

/** One letter beyond ASCII, as esbuild leaves them in regular expressions, would double what the text takes in memory. */
const inAscii: Plugin = {
  name: 'in-ascii',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8')
      return { loader: 'ts', contents: text.replace(/[^\0-\x7f]/g, escaped) }
    })
  },
}

function escaped(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** Under names of their own: packages declare `require` and `createRequire` as well. */
const packagesMayRequire =
  "import { createRequire as requireOfBundle } from 'node:module'; globalThis.require = requireOfBundle(import.meta.url);"
