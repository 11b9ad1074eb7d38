/**
 * Names of databases, users and the like as values of a form, which stand with commas between: what would end a value, or be
 * trimmed from it, is written as in an address.
 */
export function nameValue(name: string): string {
  return name.replace(/[\s,，、%]/g, encodeURIComponent)
}

/** A value of a form, or a name as somebody has typed it. */
export function nameIn(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
