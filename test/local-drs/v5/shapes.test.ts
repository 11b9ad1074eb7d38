import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { aDrs, ask, minutes } from '../a-drs.ts'
import { newAsyncTask, newTask } from './task-world.ts'

type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function example(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../fixtures/drs/v5/examples/${file}`, import.meta.url), 'utf8'))
}

/** Every field of a value with its place, for example `jobs[].id`. */
function places(value: unknown, at = ''): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => places(item, `${at}[]`))
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([name, inner]) => [
    `${at}.${name}`,
    ...places(inner, `${at}.${name}`),
  ])
}

describe('answers', () => {
  it('have the fields of the documented examples', async () => {
    const drs = await aDrs()
    const { json: made } = await ask(drs, 'create-job', { job: newTask() })
    const params = { job_id: made.job.id }
    drs.control.advance(minutes(2))
    const { json: batch } = await ask(drs, 'batch-async-create', { jobs: [newAsyncTask({ name: 'other' })] })
    drs.control.advance(minutes(1))
    const whole = await ask(drs, 'get-async-job', undefined, {
      params: { async_job_id: batch.job.async_job_id },
    })
    const told = [
      ['create-job', made],
      ['batch-async-create', batch],
      ['get-async-job', whole.json],
      // The sections of the two generations overlap: what was set on the task of the batch is shown in the same way.
      ['get-job', { job: whole.json.jobs[0] }],
      ['list-async-jobs', (await ask(drs, 'list-async-jobs')).json],
      ['list-jobs', (await ask(drs, 'v5-list-jobs', undefined, { query: { job_type: 'sync' } })).json],
      ['list-links', (await ask(drs, 'list-links', undefined, { query: { job_type: 'sync' } })).json],
      ['list-enterprise-projects', (await ask(drs, 'list-enterprise-projects')).json],
      ['job-actions-allowed', (await ask(drs, 'job-actions-allowed', undefined, { params })).json],
      ['stop-job', (await ask(drs, 'stop-job', {}, { params })).json],
    ] as const
    // EIPs have no security groups here.
    const leftOut = ['security_group_id']
    for (const [id, answer] of told) {
      const ours = new Set(places(answer))
      const missing = places(example(`${id}.response.1.json`)).filter((place) => !ours.has(place))
      expect([id, missing.filter((place) => !leftOut.some((name) => place.endsWith(name)))]).toEqual([id, []])
    }
  })
})
