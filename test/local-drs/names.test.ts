import { describe, expect, it } from 'vitest'
import { aDrs, ask, create, outcome } from './a-drs.ts'

describe('a new name of a task', () => {
  it.each(['abc', 'a name', 'Bestellungen-ä', 'x'.repeat(51), ''])('cannot be %j', async (name) => {
    const drs = await aDrs()
    const job_id = await create(drs)
    expect(await outcome(drs, 'batch-modify-jobs', { job_id, name })).toBe('DRS.M00202')
    const job = { type: 'name', params: { base_info: { name } } }
    expect((await ask(drs, 'update-job', { job }, { params: { job_id } })).status).toBe(400)
  })

  it('cannot be that of another task, in whatever case', async () => {
    const drs = await aDrs()
    const [job_id] = [await create(drs), await create(drs, { name: 'taken' })]
    expect(await outcome(drs, 'batch-modify-jobs', { job_id, name: 'TAKEN' })).toBe('DRS.M00277')
    expect(await outcome(drs, 'batch-modify-jobs', { job_id, name: 'drs-9228' })).toBe('success')
  })
})
