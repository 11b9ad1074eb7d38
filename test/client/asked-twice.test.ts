import { describe, expect, it } from 'vitest'
import { askedTwice } from '../../src/client/index.ts'
import { example, jobsOf, serviceOver, taskIds } from './v3/helpers.ts'

/** A task that DRS says does not exist, when a person asks about it. */
const [there = '', gone = ''] = taskIds(2)

async function asking(missing: (asked: number) => readonly string[]) {
  const details = Object(example('batch-job-details.response.1')).results[0]
  let times = 0
  const { service, asked } = await serviceOver((one) => {
    if (!one.call.endsWith('batch-detail')) return { jobs: [], total_record: 0 }
    times += 1
    const results = jobsOf(one).map((id) =>
      missing(times).includes(id)
        ? { id, error_code: 'DRS.M05003', error_message: 'The job does not exist.' }
        : { ...details, id },
    )
    return { count: results.length, results }
  })
  const { found, gone: believed } = await askedTwice(service).details([there, gone])
  return {
    found: [...found.keys()],
    gone: [...believed],
    questions: asked.filter(({ call }) => call.endsWith('batch-detail')).map(jobsOf),
  }
}

describe('a task that is not there', () => {
  it('for one answer only is there', async () => {
    const { found, gone: believed } = await asking((times) => (times === 1 ? [gone] : []))
    expect(found).toEqual([there, gone])
    expect(believed).toEqual([])
  })

  it('twice is gone, and nothing else is asked again', async () => {
    const answer = await asking(() => [gone])
    expect(answer).toEqual({ found: [there], gone: [gone], questions: [[there, gone], [gone]] })
  })

  it('costs nothing where all are there', async () => {
    expect((await asking(() => [])).questions).toHaveLength(1)
  })
})
