import { type Component, componentsOf } from '../components.ts'
import { holdsValue, valueFrom } from '../inputs.ts'
import { objectsOf } from '../json.ts'
import type { View } from '../types.ts'
import { labelOfBlock } from './place.ts'
import type { Stage } from './stage.ts'
import { optionsFor } from './suggest.ts'

/** What a person enters, by block id or by the label over the field. */
export type Given = Readonly<Record<string, unknown>>

/** Enters values into an open view; the answer tells what could not be entered. */
export async function fill(
  stage: Stage,
  user: string,
  view: View,
  given: Given,
): Promise<string | undefined> {
  for (const [field, value] of Object.entries(given)) {
    const component = fieldOf(view, field)
    if (!component) return `no_such_field: ${field}`
    const options = await optionsFor(stage, user, { kind: 'view', view }, component, value)
    const entered = valueFrom(component, value, options)
    if (!entered) return `no_such_option: ${String(value)} in ${field}`
    const { blockId, actionId } = component
    view.values[blockId] = { ...view.values[blockId], [actionId]: entered }
  }
  return undefined
}

/** The element of a field named by block id, by label, or by what stands in brackets at the end of its label. */
function fieldOf(view: View, field: string): Component | undefined {
  const fields = componentsOf(objectsOf(view.content.blocks)).filter((one) => holdsValue(one.type))
  const labelled = (matches: (label: string) => boolean) =>
    fields.find((one) => matches(labelOfBlock(one.block)))
  return (
    fields.find((one) => one.blockId === field) ??
    labelled((label) => label === field) ??
    labelled((label) => /[(（]([^()（）]+)[)）]$/.exec(label)?.[1] === field)
  )
}
