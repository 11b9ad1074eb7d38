import type { Operation } from './operation.ts'
import documented from './request-examples.json' with { type: 'json' }

type Body = Readonly<Record<string, unknown>>

const examples: Readonly<Record<string, Body>> = documented

/**
 * A body to start from: the documents' first that fits, with references in place of passwords. Those of the actions on several
 * tasks are made from those on one, as the documents have one example for all of them.
 */
export function requestExample({ id, actionOf }: Operation): Body | undefined {
  if (actionOf !== 'batch-job-action') return examples[id]
  const job = examples[id.replace('batch-', '')]?.job
  return typeof job === 'object' ? { jobs: [{ job_id: exampleTask, ...job }] } : undefined
}

/** The task of 7.6.4. */
const exampleTask = 'c7debc9c-8e09-4a5d-8dd6-cc44f78jb20r'
