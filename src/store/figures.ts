import {
  type FiguresAt,
  figureGrains,
  figureRow,
  joinedFigures,
  readFigureRow,
} from '../domain/tasks/figures.ts'
import { keysOf } from './keys.ts'
import type { Redis } from './redis.ts'

const day = 86_400_000

/** So long after the last change: what a task was a month ago helps nobody. */
const keptMs = 31 * day

/**
 * So much memory the figures of a task take at most, in bytes, with every row kept and every figure as long as can be. A task
 * that replicates, and whose delay was another one in every minute, takes 38 KB; most take far less.
 */
export const figuresBytes = 96 * 1024

/** What is handed to the script below; `undefined`: nothing was read. */
export function figureRows(figures: FiguresAt | undefined) {
  const { minutes, hours } = figureGrains
  return figures && { minutes: figureRow(figures, minutes), hours: figureRow(figures, hours) }
}

/**
 * Part of the commit, with `K` of `luaKeys`: `keepFigures(id, rows)` notes what was read. Of each span the highest of each
 * figure is kept, so that no peak is lost.
 */
export const luaKeepFigures = `
local function highest(one, other)
  local values = {}
  for value in string.gmatch(one .. ',', '([^,]*),') do table.insert(values, value) end
  local at = 0
  for value in string.gmatch(other .. ',', '([^,]*),') do
    at = at + 1
    if at > 1 and (tonumber(value) or -1) > (tonumber(values[at]) or -1) then values[at] = value end
  end
  return table.concat(values, ',')
end
local function keepRow(key, row, most)
  local last = redis.call('LINDEX', key, -1)
  if last and string.match(last, '^[^,]*') == string.match(row, '^[^,]*') then
    redis.call('LSET', key, -1, highest(last, row))
  else
    if redis.call('RPUSH', key, row) > most then redis.call('LPOP', key) end
    redis.call('PEXPIRE', key, ${keptMs})
  end
end
local function keepFigures(id, rows)
  keepRow(K.minutes .. id, rows.minutes, ${figureGrains.minutes.kept})
  keepRow(K.hours .. id, rows.hours, ${figureGrains.hours.kept})
end
`

/** The figures of tasks since then (milliseconds since the epoch) as far as they are kept, oldest first. */
export async function figuresOfTasks(
  redis: Redis,
  connection: string,
  ids: readonly string[],
  since: number,
): Promise<ReadonlyMap<string, readonly FiguresAt[]>> {
  const all = await Promise.all(ids.map((id) => figuresOfTask(redis, connection, id)))
  return new Map(ids.map((id, i) => [id, (all[i] ?? []).filter(({ at }) => at >= since)]))
}

async function figuresOfTask(redis: Redis, connection: string, id: string): Promise<readonly FiguresAt[]> {
  const keys = keysOf(connection)
  const [minutes, hours] = await Promise.all([
    redis.lrange(keys.minutes(id), 0, -1),
    redis.lrange(keys.hours(id), 0, -1),
  ])
  return joinedFigures(
    minutes.map((row) => readFigureRow(row, figureGrains.minutes)),
    hours.map((row) => readFigureRow(row, figureGrains.hours)),
  )
}
