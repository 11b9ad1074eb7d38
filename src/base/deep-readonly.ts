/** The same, and nothing in it can be changed: what a schema yields is data to be read. */
export type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T
