import { describe, expect, it } from 'vitest'
import { grant, seedTask, stage } from './stage.ts'

/** Any operation of DRS, before its form opens. */
const admin = { grants: [grant('admin', '*')] }
const world = { old: [seedTask('orders', 'CONFIGURATION')] }

describe('an operation of a generation that the connection does not use', () => {
  it.each([
    ['UALICE', 'v5-list-jobs belongs to API v5, which old does not use'],
    ['ULIWEI', 'v5-list-jobs 属于 v5 接口，而连接 old 未启用 v5'],
  ])('is refused in the language of %s instead of a form', async (user, text) => {
    const { dispatch, slack } = await stage(world, { ...admin, generations: ['v3'] })
    await dispatch('api v5-list-jobs', user)
    expect(JSON.stringify([slack.said, slack.shown])).toContain(text)
    expect(JSON.stringify(slack.shown)).not.toContain('query.')
  })

  it('has its form where the connection uses it', async () => {
    const { dispatch, slack } = await stage(world, admin)
    await dispatch('api v5-list-jobs', 'UALICE')
    expect(JSON.stringify(slack.shown)).toContain('query.')
  })
})
