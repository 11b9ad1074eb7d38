import type { Board, BoardTask } from '../../domain/delivery/board.ts'
import type { Attention } from '../../domain/tasks/attention.ts'
import { boardCard } from '../../views/board-card.ts'
import { type SampleData, snapshotOf, taskOf } from '../sample-data.ts'
import { messageSamples } from '../samples.ts'

const none = { failed: 0, needs: 0, moving: 0, paused: 0, healthy: 0, rest: 0 }

function board(
  counts: Partial<Record<Attention, number>>,
  listed: number,
  more: Pick<Board, 'over' | 'elsewhere'> = {},
): (data: SampleData) => Parameters<typeof boardCard> {
  return (data) => {
    const needing = Array.from({ length: listed }, (_, i): BoardTask => {
      const status = i % 2 === 0 ? 'INCRE_TRANSFER_FAILED' : 'INCRE_TRANSFER_STARTED'
      const name = data.names[i % 3] ?? ''
      return {
        task: taskOf(data, { id: `${i}1b2c3d4`, name, status }),
        attention: i % 2 === 0 ? 'failed' : 'needs',
        snapshot: snapshotOf(data, { id: `${i}1b2c3d4`, name, status, error: data.knownError }),
        ...(i % 3 !== 2 && { link: `https://example.slack.com/archives/C02DBA/p170000000000000${i}` }),
      }
    })
    const terms = [{ field: 'name', glob: `${data.names[0].slice(0, 20)}*`, not: false }] as const
    const filter = { connection: data.connection, terms }
    return [{ filter, counts: { ...none, ...counts }, needing, ...more }, data.locale, data.now]
  }
}

export const boardCardSamples = messageSamples(boardCard, {
  'nothing to do': board({ moving: 2, healthy: 40, rest: 3 }, 0),
  'some need somebody': board({ failed: 2, needs: 1, moving: 4, paused: 1, healthy: 120, rest: 9 }, 3),
  'more than are listed': board({ failed: 30, needs: 12, healthy: 4_958 }, 10),
  'no longer watched': board({ failed: 1, healthy: 40 }, 1, { over: true }),
  'in a channel of another connection': board({ failed: 1, healthy: 40 }, 1, { elsewhere: true }),
})
