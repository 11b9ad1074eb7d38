import { describe, expect, it } from 'vitest'
import type { AuditNote } from '../../src/domain/audit/audit.ts'
import { riskOf } from '../../src/domain/tasks/service-operations.ts'
import type { TaskService } from '../../src/domain/tasks/task-service.ts'
import { DrsError } from '../../src/drs/drs-error.ts'
import { operationById } from '../../src/drs/index.ts'
import { auditedCall, auditedSecret } from '../../src/execution/audited-call.ts'
import { auditedService, changingCalls } from '../../src/execution/audited-service.ts'
import { testFacilities } from '../helpers/facilities.ts'

/** What happened, in its order. */
function diary() {
  const lines: string[] = []
  const note = async ({ kind, verb, tasks, what }: AuditNote) =>
    void lines.push([kind, verb, tasks?.join('+'), what].filter(Boolean).join(' | '))
  return { lines, note }
}

const refused = new DrsError({
  code: 'DRS.M00202',
  message: 'secret things',
  operation: 'x',
  httpStatus: 400,
})

function serviceThat(parts: Partial<TaskService>): TaskService {
  return { ...testFacilities().service('prod', 'en'), ...parts }
}

describe('DRS for a person', () => {
  it('has every word that changes something written down', () => {
    const plain = serviceThat({})
    const methods = Object.keys(plain).filter((name): name is keyof TaskService => name in plain)
    const changing = methods.filter((name) => name === 'act' || riskOf([name]) !== 'read')
    expect(['act', ...changingCalls].toSorted()).toEqual(changing.toSorted())
    const audited = auditedService(plain, 'prod', diary().note)
    const wrapped = methods.filter((name) => audited[name] !== plain[name])
    expect(wrapped.toSorted()).toEqual(changing.toSorted())
  })

  it('writes down what is asked before it is asked', async () => {
    const { lines, note } = diary()
    const act: TaskService['act'] = async (_, ids) => {
      lines.push('DRS is asked')
      return ids.map((id) => ({ id, ok: true }))
    }
    await auditedService(serviceThat({ act }), 'prod', note).act('pause', ['t1', 't2'], {
      what: 'all',
    })
    expect(lines).toEqual(['act | pause | t1+t2 | asks DRS to pause', 'DRS is asked'])
  })

  it('does not ask what cannot be written down', async () => {
    const { lines } = diary()
    const act: TaskService['act'] = async () => {
      lines.push('DRS is asked')
      return []
    }
    const broken = () => Promise.reject(new Error('the audit is away'))
    const audited = auditedService(serviceThat({ act }), 'prod', broken)
    await expect(audited.act('stop', ['t1'], {})).rejects.toThrow('the audit is away')
    expect(lines).toEqual([])
  })

  it('writes down what DRS refused, as a whole or task by task, without repeating its words', async () => {
    const { lines, note } = diary()
    const act: TaskService['act'] = async (action) => {
      if (action === 'start') throw refused
      return [
        { id: 't1', ok: true },
        { id: 't2', ok: false, error: refused },
      ]
    }
    const audited = auditedService(serviceThat({ act }), 'prod', note)
    await audited.act('resume', ['t1', 't2'], {})
    await expect(audited.act('start', ['t3'], {})).rejects.toBe(refused)
    expect(lines).toEqual([
      'act | resume | t1+t2 | asks DRS to resume',
      'result | resume | t2 | DRS did not resume: DRS.M00202',
      'act | start | t3 | asks DRS to start',
      'result | start | t3 | DRS did not start: DRS.M00202',
    ])
  })
})

function operation(id: string) {
  const found = operationById(id)
  if (!found) throw new Error(`no operation ${id}`)
  return found
}

describe('any call of DRS', () => {
  const input = { body: { jobs: [{ job_id: 't1' }, { job_id: 't2' }] } }

  it('is written down with its tasks if it changes something', async () => {
    const { lines, note } = diary()
    const work = async () => lines.push('DRS is asked')
    await auditedCall('prod', operation('batch-start-jobs'), input, note, work)
    expect(lines).toEqual(['act | api | t1+t2 | asks DRS for batch-start-jobs', 'DRS is asked'])
  })

  it('is not if it only looks', async () => {
    const { lines, note } = diary()
    expect(await auditedCall('prod', operation('batch-job-details'), input, note, async () => 7)).toBe(7)
    expect(lines).toEqual([])
  })
})

describe('a secret', () => {
  it('is written down by its reference before it is read', async () => {
    const { lines, note } = diary()
    const read = auditedSecret(async (reference) => {
      lines.push('read')
      return `value of ${reference}`
    }, note)
    expect(await read('env:DB_ORDERS')).toBe('value of env:DB_ORDERS')
    expect(lines).toEqual(['secret | reads env:DB_ORDERS', 'read'])
  })

  it('that somebody typed instead of a reference gets nowhere near the audit', async () => {
    const { lines, note } = diary()
    const read = auditedSecret(() => Promise.reject(new Error('not a reference')), note)
    await expect(read('hunter2 env:X')).rejects.toThrow('not a reference')
    expect(lines).toEqual([])
  })
})
