import * as z from 'zod'
import { say } from '../src/base/i18n.ts'
import { enginePairs, scenarios } from '../src/drs/engines.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import { reply } from '../src/kit/reply.ts'
import { linksCard, type ScenarioLinks } from '../src/views/resource-cards.ts'

/** What can be copied to what (DRS API reference 7.1.1); v3 has no call that tells, and so the documented ones are named. */
export const linksCommand = command({
  name: 'links',
  group: 'see',
  summary: { en: 'Show the supported links', 'zh-CN': '查看支持的链路' },
  uses: ['links'],
  args: z.strictObject({
    scenario: arg.choice(scenarios, { label: { en: 'Scenario', 'zh-CN': '场景' } }).optional(),
  }),
  positional: ['scenario'],
  pages: [{ title: say('Supported links', '支持的链路'), fields: ['scenario'] }],
  deed: say('Show', '查看'),
  async run(ctx, { scenario: only }) {
    const drs = ctx.service(ctx.connection)
    const wanted = scenarios.filter(({ value }) => only === undefined || value === only)
    const all = await Promise.all(
      wanted.map(async ({ value }): Promise<ScenarioLinks> => {
        const told = await drs.links(value)
        const documented = enginePairs.filter((pair) => pair.scenarios.includes(value))
        return {
          scenario: value,
          documented: told === undefined,
          links: told ?? documented.map(({ engine }) => ({ engine, modes: [] })),
        }
      }),
    )
    return reply.toMe(linksCard(all, ctx.locale))
  },
})
