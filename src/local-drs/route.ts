import { operations } from '../drs/index.ts'
import type { Operation } from '../drs/operation.ts'

/** Where a request leads: an operation with what its path holds, a path with other methods, or nowhere. */
export type Route =
  | {
      readonly kind: 'operation'
      readonly operation: Operation
      readonly params: Readonly<Record<string, string>>
    }
  | { readonly kind: 'other-method'; readonly allowed: readonly string[] }
  | { readonly kind: 'unknown' }

/** Single actions share method and path with the operation that carries them all. */
const documented = operations.filter(({ actionOf }) => actionOf === undefined)

/**
 * Finds the declared operation of a path without query. A literal segment beats a placeholder, and an earlier one a
 * later one: `/jobs/tags` is `/jobs/{job_id}`, not `/{resource_type}/tags`.
 */
export function route(method: string, path: string, declared: readonly Operation[] = documented): Route {
  const segments = path.split('/')
  const matching = declared.filter((operation) => params(operation.path, segments) !== undefined)
  if (matching.length === 0) return { kind: 'unknown' }
  const [best] = matching
    .filter((operation) => operation.method === method)
    .sort((a, b) => (vagueness(a.path) < vagueness(b.path) ? -1 : 1))
  if (!best) return { kind: 'other-method', allowed: matching.map((operation) => operation.method) }
  return { kind: 'operation', operation: best, params: params(best.path, segments) ?? {} }
}

function placeholderName(segment: string): string | undefined {
  return /^\{(\w+)\}$/.exec(segment)?.[1]
}

/** 0 for every literal, 1 for every placeholder: the smaller text is the better fit. */
function vagueness(template: string): string {
  return template
    .split('/')
    .map((segment) => (placeholderName(segment) ? '1' : '0'))
    .join('')
}

function params(template: string, segments: readonly string[]): Readonly<Record<string, string>> | undefined {
  const parts = template.split('/')
  if (parts.length !== segments.length) return undefined
  const fits = parts.every((part, at) =>
    placeholderName(part) ? segments[at] !== '' : part === segments[at],
  )
  if (!fits) return undefined
  const found = parts.flatMap((part, at): [string, string][] => {
    const name = placeholderName(part)
    return name ? [[name, segments[at] ?? '']] : []
  })
  return Object.fromEntries(found)
}
