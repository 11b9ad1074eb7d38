import { describe, expect, it } from 'vitest'
import { oddDrs } from '../helpers/odd-drs.ts'
import { grant, type StageOptions, seedTask, stage } from './stage.ts'

const world = {
  prod: [
    seedTask('orders', 'CONFIGURATION'),
    seedTask('running', 'INCRE_TRANSFER_STARTED'),
    seedTask('events', 'CONFIGURATION', {
      ...{ scenario: 'sync', engine: 'mysql-to-kafka', destination: '192.168.0.40:9092' },
    }),
  ],
}

async function staged(options: StageOptions = {}) {
  const staging = await stage(world, options)
  const asked = () =>
    staging
      .drs('prod')
      .control.requests(100)
      .filter(({ operation }) => operation === 'batch-replace-definer')
      .map(({ body }) => body)
  return { ...staging, asked }
}

describe('the definer', () => {
  it.each([[['v3']], [['v3', 'v5']]] as const)(
    'over %j is set, and shown before and after',
    async (generations) => {
      const { say, asked, taskId } = await staged({ generations })
      expect((await say('definer orders keep')).plain).toMatch(
        /Definer set: orders[\s\S]*Before[\s\S]*user of the destination[\s\S]*Now[\s\S]*As in the source/,
      )
      expect(asked()).toEqual([{ jobs: [{ job_id: taskId('prod', 'orders'), replace_definer: false }] }])
      expect((await say('definer orders destination', 'ULIWEI')).plain).toMatch(/与源库一致[\s\S]*目标库用户/)
      expect((await say('settings orders')).json).toContain('cmd:definer:form')
    },
  )

  it.each([
    ['definer running keep', 'Incremental'],
    ['definer events keep', 'Only tasks from MySQL to MySQL'],
  ])('%s is refused, and nothing is sent', async (text, why) => {
    const { say, asked } = await staged()
    expect((await say(text)).plain).toContain(why)
    expect(asked()).toEqual([])
  })

  it('of several tasks is set item by item', async () => {
    const { say } = await staged()
    expect((await say('definer orders,running,events keep')).plain).toContain('Definer set on 1 of 3 tasks')
  })

  it('is not set by viewers, nor without v3, nor where DRS refuses', async () => {
    const viewers = await staged({ grants: [grant('viewer', '*')] })
    expect((await viewers.say('definer orders keep')).plain).toContain('operator')
    const five = await staged({ generations: ['v5'] })
    expect((await five.say('definer orders keep', 'ULIWEI')).plain).toMatch(/not-offered|接口/)
    const { say } = await staged({
      between: async (drs) => {
        const odd = await oddDrs(drs)
        odd.on('batch-replace-definer', ({ body }) => ({
          body: {
            ...body,
            results: body.results.map((row: object) => ({
              ...row,
              ...{ status: 'failed', error_code: 'DRS.M00403', error_msg: '<!channel>' },
            })),
          },
        }))
        return odd
      },
    })
    const refused = await say('definer orders keep')
    expect(refused.plain).toContain('DRS.M00403')
    expect(refused.json).not.toContain('<!channel>')
  })
})
