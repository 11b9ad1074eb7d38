import { afterEach, describe, expect, it } from 'vitest'
import { createArtist } from '../../src/drawing/artist.ts'
import { chartSamples } from '../../src/gallery/chart-data.ts'
import { sampleData } from '../../src/gallery/sample-data.ts'
import type { Chart } from '../../src/views/chart.ts'
import { noon } from '../helpers/samples.ts'

const chart = chartSamples.delay(sampleData('ordinary', 'zh-CN', noon)) as Chart
let artist: ReturnType<typeof createArtist>

afterEach(() => artist.close())

const width = (png: Uint8Array) => Buffer.from(png).readUInt32BE(16)
const isPng = (png: Uint8Array) => Buffer.from(png.subarray(1, 4)).toString() === 'PNG'

describe('the artist', () => {
  it('draws in a thread, also after a picture that failed, letters that the font lacks included', async () => {
    artist = createArtist()
    const broken = { ...chart, kind: 'lines', lines: undefined } as unknown as Chart
    const unknownLetters = { ...chart, title: '商城.订单明细表 شحن 🚚 주문' }
    const [first, second, third] = await Promise.allSettled([
      artist.draw(chart),
      artist.draw(broken),
      artist.draw(unknownLetters),
    ])
    expect(second.status).toBe('rejected')
    for (const one of [first, third]) {
      const png = one.status === 'fulfilled' ? one.value : new Uint8Array(24)
      expect([isPng(png), width(png)]).toEqual([true, 1520])
    }
  })

  it('gives up what takes too long, and goes on with the next', async () => {
    artist = createArtist({ patience: 1 })
    await expect(artist.draw(chart)).rejects.toThrow('took too long')
    await artist.close()
    artist = createArtist()
    expect(isPng(await artist.draw(chart))).toBe(true)
  })

  it('draws what is asked for while its thread ends', async () => {
    artist = createArtist()
    await artist.draw(chart)
    const [, png] = await Promise.all([artist.close(), artist.draw(chart)])
    expect(isPng(png)).toBe(true)
  })
})
