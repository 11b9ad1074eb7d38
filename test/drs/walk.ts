import * as z from 'zod'

/** Takes off what lies around the schema of a field: optional, nullable, pipe, and the first option of a choice. */
export function bare(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return bare(schema.unwrap())
  if (schema instanceof z.ZodPipe) return bare(schema.in)
  const [first] = schema instanceof z.ZodUnion ? schema.options : []
  if (first) return bare(first)
  return schema
}

/** Every field below a schema, by path: `jobs[].name`, `progress_map{}.completed`. */
export function fieldsOf(schema: z.core.$ZodType, prefix = ''): Map<string, z.ZodType> {
  const inner = bare(schema)
  if (inner instanceof z.ZodArray) return fieldsOf(inner.element, `${prefix}[]`)
  if (inner instanceof z.ZodRecord) return fieldsOf(inner.valueType, `${prefix}{}`)
  if (!(inner instanceof z.ZodObject)) return new Map()
  const fields = new Map<string, z.ZodType>()
  for (const [name, field] of Object.entries<z.ZodType>(inner.shape)) {
    const path = prefix === '' ? name : `${prefix}.${name}`
    fields.set(path, field)
    for (const [below, deeper] of fieldsOf(field, path)) fields.set(below, deeper)
  }
  return fields
}
