import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { initWasm, Resvg } from '@resvg/resvg-wasm'
import { dotsPerUnit, fontFamily, size } from './look.ts'

const require = createRequire(import.meta.url)

/** Files that are no programs lie beside the program where it was built, in their packages otherwise. */
const isBuilt = import.meta.url.endsWith('.js')
const fontFile = () =>
  isBuilt
    ? new URL('font.ttf', import.meta.url)
    : require.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf')
const wasmFile = () =>
  isBuilt ? new URL('resvg.wasm', import.meta.url) : require.resolve('@resvg/resvg-wasm/index_bg.wasm')

let ready: Promise<Uint8Array> | undefined

async function prepare(): Promise<Uint8Array> {
  const [font, wasm] = await Promise.all([readFile(fontFile()), readFile(wasmFile())])
  await initWasm(wasm)
  return font
}

/**
 * The dots of an SVG. Its one font has the letters of Europe and of Chinese, Japanese included; a letter that it lacks, such as
 * those of Korean, is an empty box.
 */
export async function pngOf(svg: string): Promise<Uint8Array> {
  ready ??= prepare()
  const font = await ready
  const image = new Resvg(svg, {
    font: { fontBuffers: [font], defaultFontFamily: fontFamily, sansSerifFamily: fontFamily },
    fitTo: { mode: 'width', value: size.width * dotsPerUnit },
  })
  try {
    return image.render().asPng()
  } finally {
    image.free()
  }
}
