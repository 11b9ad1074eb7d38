import { readFileSync } from 'node:fs'
import type { Locale } from '../../../src/base/i18n.ts'
import { createTaskServiceV3 } from '../../../src/client/index.ts'
import type { Task } from '../../../src/domain/tasks/task.ts'
import type { TaskService } from '../../../src/domain/tasks/task-service.ts'
import { projectId, type Seen, scriptedServer, testClient } from '../scripted-server.ts'

export interface Asked {
  /** Method and the last part of the path: `POST batch-status`. */
  readonly call: string
  readonly body: Record<string, unknown>
}

/** A task service over a real HTTP server that answers what `answer` says; a `Step` for anything but HTTP 200. */
export async function serviceOver(
  answer: (asked: Asked) => unknown,
  locale: Locale = 'en',
): Promise<{ service: TaskService; asked: Asked[]; seen: Seen[]; logged: unknown[] }> {
  const asked: Asked[] = []
  const { endpoint, seen } = await scriptedServer((one, response) => {
    const path = one.path.replace(/\?.*/, '').replace(`/v3/${projectId}/`, '')
    const call = { call: `${one.method} ${path}`, body: one.body === '' ? {} : JSON.parse(one.body) }
    asked.push(call)
    const said = answer(call)
    const refused = said instanceof Refused ? said : undefined
    response.writeHead(refused?.status ?? 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(refused ? refused.body : said))
  })
  const { client, logged } = testClient(endpoint)
  return { service: createTaskServiceV3(client, locale), asked, seen, logged }
}

/** A failed call: HTTP status and body. */
export class Refused {
  readonly status: number
  readonly body: unknown
  constructor(status: number, code: string) {
    this.status = status
    this.body = { error_code: code, error_msg: `refused with ${code}` }
  }
}

/** A documented example of test/fixtures. */
export function example(name: string): unknown {
  const file = new URL(`../../fixtures/drs/v3/examples/${name}.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8'))
}

/** `job-000` and on, as strings that look like task ids. */
export function taskIds(count: number): string[] {
  return Array.from(
    { length: count },
    (_, n) => `140b5236-88ad-43c8-811c-1268453${String(n).padStart(5, '0')}`,
  )
}

export function jobsOf({ body }: Asked): string[] {
  if (!Array.isArray(body.jobs)) throw new Error('no jobs in the request')
  return body.jobs.map((job: unknown) =>
    typeof job === 'object' && job !== null
      ? String('job_id' in job ? job.job_id : 'id' in job && job.id)
      : String(job),
  )
}

export const task: Task = {
  connection: 'test',
  id: '140b5236-88ad-43c8-811c-1268453jb101',
  name: 'DRS-0042',
  scenario: 'migration',
  engine: 'mysql',
  status: 'CONFIGURATION',
  direction: 'up',
  mode: 'FULL_INCR_TRANS',
  network: 'eip',
  nodeType: 'high',
}
