import { say, type Text } from '../base/i18n.ts'
import type { TaskLink } from '../domain/tasks/task-service.ts'
import { enginePairs, engineWords } from '../drs/engines.ts'
import type { SelectOption } from '../kit/command.ts'
import type { Context } from '../kit/context.ts'
import type { Line } from '../views/card.ts'
import { colon } from '../views/format.ts'
import { linkLine } from '../views/resource-cards.ts'
import { unlessRefused } from './task-settings.ts'

/** What the region offers for a new task, as far as DRS tells (7.1.1), for the choices of the wizard. */

const words = {
  documented: say(
    'API v3 doesn’t say what the region offers. These are the documented kinds.',
    'v3 接口不提供区域支持的链路，以下为文档所列。',
  ),
  unread: say(
    'DRS didn’t say what the region offers. These are the documented kinds.',
    '未能从 DRS 获取区域支持的链路，以下为文档所列。',
  ),
  offered: say('The region offers', '区域支持'),
} satisfies Record<string, Text>

type Ctx = Pick<Context<'links'>, 'service' | 'connection' | 'locale'>

/** `undefined`: there is no call that tells. `refused`: there is, and it was not answered. */
function linksOf(
  { service, connection }: Ctx,
  scenario: string,
): Promise<readonly TaskLink[] | undefined | 'refused'> {
  return unlessRefused(service(connection).links(scenario), 'refused' as const)
}

/** The engines of a scenario: those of the region, or the documented ones where it does not tell. */
export async function engineOptions(ctx: Ctx, scenario = ''): Promise<readonly SelectOption[]> {
  const told = await linksOf(ctx, scenario)
  const documented = enginePairs.filter((pair) => pair.scenarios.some((name) => name === scenario))
  const engines =
    told === undefined || told === 'refused'
      ? documented.map(({ engine }) => engine)
      : [...new Set(told.map(({ engine }) => engine))]
  return engines.map((engine) => ({ value: engine, label: engineWords(engine)[ctx.locale] }))
}

/** Where the list of engines comes from, if not from the region. */
export async function engineSourceLines(ctx: Ctx, scenario = ''): Promise<readonly Line[]> {
  const told = await linksOf(ctx, scenario)
  if (told === undefined) return [words.documented[ctx.locale]]
  return told === 'refused' ? [words.unread[ctx.locale]] : []
}

/** Directions, networks and modes in which the region offers that engine; nothing where it does not tell. */
export async function offeredLines(ctx: Ctx, scenario: string, engine: string): Promise<readonly Line[]> {
  const told = await linksOf(ctx, scenario)
  if (told === undefined || told === 'refused' || !told.some((link) => link.engine === engine)) return []
  const { locale } = ctx
  return [`${words.offered[locale]}${colon[locale]}`, linkLine(engine, scenario, told, locale)]
}
