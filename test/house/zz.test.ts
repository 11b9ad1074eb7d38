import { it } from 'vitest'
import { allExhibits } from '../../src/gallery/exhibits.ts'
import { noon } from '../helpers/samples.ts'
import { checks } from '../gallery/checks.ts'
it('x', async () => {
  for (const e of await allExhibits(noon)) for (const n of ['language','words','size'] as const) { const f = checks[n](e); if (f) console.log(n, e.group, '|', e.state, e.data, e.locale, f.slice(0,220)) }
})
