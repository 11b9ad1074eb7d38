import { isObject, type JsonObject } from '../json.ts'

/** Where blocks are shown. */
export type Surface = 'message' | 'modal' | 'home'

/** Why a piece of Block Kit is refused; `path` is a JSON pointer. */
export interface Problem {
  readonly path: string
  readonly message: string
}

export interface Checking {
  readonly surface: Surface
  readonly problems: Problem[]
}

/** Looks at one value and notes what Slack would refuse. */
export type Check = (value: unknown, path: string, checking: Checking) => void

export interface Shape {
  readonly required?: Readonly<Record<string, Check>>
  readonly optional?: Readonly<Record<string, Check>>
  /** Rules that concern several fields. */
  readonly also?: (value: JsonObject, path: string, checking: Checking) => void
}

/** Notes one problem. */
export function refuse(checking: Checking, path: string, message: string): void {
  checking.problems.push({ path, message })
}

/** Anything goes. */
export const anything: Check = () => undefined

/** True or false, not "true". */
export const boolean: Check = (value, path, checking) => {
  if (typeof value !== 'boolean') refuse(checking, path, 'must be a boolean')
}

/** Text of `min` to `max` characters. */
export function string(max: number, min = 1, pattern?: RegExp): Check {
  return (value, path, checking) => {
    if (typeof value !== 'string') return refuse(checking, path, 'must be a string')
    if (value.length < min) refuse(checking, path, `must be more than ${min - 1} characters`)
    if (value.length > max) refuse(checking, path, `must be less than ${max + 1} characters`)
    if (pattern && !pattern.test(value)) refuse(checking, path, 'must match the format of the field')
  }
}

/** A whole number between two limits. */
export function integer(min: number, max: number): Check {
  return (value, path, checking) => {
    if (typeof value !== 'number' || !Number.isInteger(value))
      return refuse(checking, path, 'must be an integer')
    if (value < min || value > max) refuse(checking, path, `must be between ${min} and ${max}`)
  }
}

/** One of a few words. */
export function oneOf(...words: readonly string[]): Check {
  return (value, path, checking) => {
    if (typeof value === 'string' && words.includes(value)) return
    refuse(checking, path, `must be a valid enum value: ${words.join(', ')}`)
  }
}

/** A list of `min` to `max` items. */
export function list(item: Check, max: number, min = 1): Check {
  return (value, path, checking) => {
    if (!Array.isArray(value)) return refuse(checking, path, 'must be an array')
    if (value.length < min) refuse(checking, path, `no fewer than ${min} items allowed`)
    if (value.length > max) refuse(checking, path, `no more than ${max} items allowed`)
    value.forEach((one, index) => {
      item(one, `${path}/${index}`, checking)
    })
  }
}

/** An object with these fields and no others. */
export function shape({ required = {}, optional = {}, also }: Shape): Check {
  return (value, path, checking) => {
    if (!isObject(value)) return refuse(checking, path, 'must provide an object')
    for (const [key, check] of Object.entries(required)) {
      if (value[key] === undefined) refuse(checking, path, `missing required field: ${key}`)
      else check(value[key], `${path}/${key}`, checking)
    }
    for (const key of Object.keys(value)) {
      if (key in required || value[key] === undefined) continue
      const check = optional[key]
      if (check) check(value[key], `${path}/${key}`, checking)
      else refuse(checking, path, `invalid additional property: ${key}`)
    }
    also?.(value, path, checking)
  }
}

/** Refuses an object unless exactly one of the fields is there. */
export function exactlyOne(...keys: readonly string[]): NonNullable<Shape['also']> {
  return (value, path, checking) => {
    const given = keys.filter((key) => value[key] !== undefined)
    if (given.length !== 1) refuse(checking, path, `must have exactly one of: ${keys.join(', ')}`)
  }
}
