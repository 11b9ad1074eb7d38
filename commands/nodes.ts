import * as z from 'zod'
import { say } from '../src/base/i18n.ts'
import type { AvailabilityZone, NodeQuery } from '../src/domain/tasks/task-service.ts'
import { DrsError } from '../src/drs/drs-error.ts'
import { directions, enginePairs, scenarios } from '../src/drs/engines.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { reply } from '../src/kit/reply.ts'
import { nodesCard } from '../src/views/resource-cards.ts'

/** Sizes of replication instances, and the zones that have them (DRS API reference 6.1.23, 5.1.2). */
export const nodesCommand = command({
  name: 'nodes',
  group: 'see',
  summary: { en: 'Show which sizes each zone has', 'zh-CN': '查看各可用区的规格' },
  uses: ['nodeStock', 'zones'],
  args: z.strictObject({
    scenario: arg.choice(scenarios, { label: { en: 'Scenario', 'zh-CN': '场景' } }).default('migration'),
    engine: arg
      .choice(
        enginePairs.map(({ engine, words }) => ({ value: engine, words })),
        { label: { en: 'Databases', 'zh-CN': '引擎类型' } },
      )
      .optional(),
    direction: arg.choice(directions, { label: { en: 'Direction', 'zh-CN': '任务方向' } }).default('up'),
  }),
  positional: ['scenario', 'engine'],
  pages: [{ title: say('Specifications', '规格'), fields: ['scenario', 'engine', 'direction'] }],
  deed: say('Show', '查看'),
  async run(ctx, { scenario, engine: given, direction }) {
    const usual = enginePairs.find((pair) => pair.scenarios.includes(scenario))?.engine ?? ''
    const query = { scenario, engine: given ?? usual, direction }
    const types = await ctx.service(ctx.connection).nodeStock(query)
    const rows = await Promise.all(
      types.map(async (one) => ({
        ...one,
        zones: one.soldOut ? [] : await zonesOf(ctx, { ...query, nodeType: one.type }),
      })),
    )
    const creates = ctx.may({ open: false, anywhere: false, role: 'operator' })
    return reply.toMe(nodesCard(query, rows, ctx.locale, creates))
  },
})

/** Without v3 no zones are told. */
async function zonesOf(
  ctx: CommandContext<'zones', never>,
  query: NodeQuery & { readonly nodeType: string },
): Promise<readonly AvailabilityZone[] | undefined> {
  return ctx
    .service(ctx.connection)
    .zones(query)
    .catch((error: unknown) => {
      if (error instanceof DrsError && error.code === 'not-offered') return undefined
      throw error
    })
}
