/** What is said of a query, as it would be typed: `name="orders" page="2"`. */
export function typedQuery(query: Readonly<Record<string, unknown>>): string {
  return Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}="${String(value).replaceAll('"', '')}"`)
    .join(' ')
}
