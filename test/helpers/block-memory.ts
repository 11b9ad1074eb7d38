import type { BlockMemory } from '../../src/slack/modern-blocks.ts'

/** What a workspace has refused, kept in memory. */
export function testBlockMemory(
  refused: readonly string[] = [],
): BlockMemory & { readonly refused: Set<string> } {
  const known = new Set(refused)
  return {
    refused: known,
    all: async () => known,
    add: async (types) => {
      for (const type of types) known.add(type)
    },
  }
}
