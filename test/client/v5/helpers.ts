import { readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { createTaskServiceV5, type V5Options } from '../../../src/client/v5/service.ts'
import type { Task } from '../../../src/domain/tasks/task.ts'
import type { TaskService } from '../../../src/domain/tasks/task-service.ts'
import { projectId, type Seen, scriptedServer, testClient } from '../scripted-server.ts'

export interface Asked {
  /** Method and path below the project: `GET v5/jobs`. */
  readonly call: string
  readonly query: Readonly<Record<string, string>>
  readonly body: Record<string, unknown>
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

export type Answer = (asked: Asked) => unknown

/** Treats requests of both generations by what `answer` says: `Refused`, or the body of an accepted call. */
export function answering(answer: Answer, asked: Asked[]) {
  return (one: Seen, response: ServerResponse) => {
    const url = new URL(one.path, 'http://local')
    const call = `${one.method} ${url.pathname.slice(1).replace(`/${projectId}`, '')}`
    const query = Object.fromEntries(url.searchParams)
    const question = { call, query, body: one.body === '' ? {} : JSON.parse(one.body) }
    asked.push(question)
    const said = answer(question)
    const refused = said instanceof Refused ? said : undefined
    response.writeHead(refused?.status ?? 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(refused ? refused.body : said))
  }
}

/** A task service over v5 and a real HTTP server. Waiting is noted down. */
export async function serviceOver(
  answer: Answer,
  options: Omit<V5Options, 'waiting'> = {},
): Promise<{ service: TaskService; asked: Asked[]; slept: number[] }> {
  const asked: Asked[] = []
  const slept: number[] = []
  const { endpoint } = await scriptedServer(answering(answer, asked))
  const { client } = testClient(endpoint)
  const waiting = { sleep: async (ms: number) => void slept.push(ms), everyMs: 500, questions: 4 }
  return { service: createTaskServiceV5(client, 'en', { ...options, waiting }), asked, slept }
}

/** A documented example of test/fixtures. */
export function example(name: string): unknown {
  const file = new URL(`../../fixtures/drs/v5/examples/${name}.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8'))
}

export function taskIds(count: number): string[] {
  return Array.from(
    { length: count },
    (_, n) => `c7debc9c-8e09-4a5d-8dd6-cc44f7${String(n).padStart(6, '0')}`,
  )
}

/** The task that a path below `jobs` is about. */
export function jobOf({ call }: Asked): string {
  return call.split('/')[2] ?? ''
}

export const task: Task = {
  connection: 'test',
  id: 'c7debc9c-8e09-4a5d-8dd6-cc44f78jb20r',
  name: 'DRS-1234',
  scenario: 'sync',
  engine: 'oracle-to-gaussdbv5',
  status: 'CONFIGURATION',
  direction: 'up',
  mode: 'FULL_INCR_TRANS',
  network: 'eip',
  nodeType: 'medium',
}
