/**
 * What a filter watch looks for, one term a word: `engine:mysql`, `name:billing-*`, `!tag:env=test`. Terms of the same
 * field are alternatives, different fields must all fit, and a negative term excludes whatever it fits.
 */
export const filterFields = ['scenario', 'engine', 'direction', 'status', 'name', 'tag'] as const
export type FilterField = (typeof filterFields)[number]

export interface Term {
  readonly field: FilterField
  /** `*` stands for any letters. For `status` a kind of status (`failed`); for `tag` a key, or `key=value`. */
  readonly glob: string
  readonly not: boolean
}
