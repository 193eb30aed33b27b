import type { Generation, GenerationResult } from '@forecourt/sdk/contract';

/** A place in the tree of pictures: one generation, how deep it stands, and what goes on from it. */
export interface Branch {
  readonly generation: Generation;
  readonly depth: number;
  readonly children: readonly Branch[];
}

/** The tree of generations that belong together, oldest first on every level; null where its beginning is not there. */
export function treeOf(generations: readonly Generation[], rootId: string): Branch | null {
  const sorted = generations.toSorted((one, other) => one.createdAt.localeCompare(other.createdAt) || one.id.localeCompare(other.id));
  const below = Map.groupBy(sorted, ({ parentId }) => parentId);
  const branch = (generation: Generation, depth: number): Branch => ({
    generation,
    depth,
    children: (below.get(generation.id) ?? []).map((child) => branch(child, depth + 1)),
  });
  const root = sorted.find(({ id }) => id === rootId);
  return root === undefined ? null : branch(root, 0);
}

/** All branches in the order in which they are drawn, from top to bottom. */
export function inOrder(tree: Branch): readonly Branch[] {
  return [tree, ...tree.children.flatMap(inOrder)];
}

export type Step = 'parent' | 'child' | 'next' | 'previous';

/** Where a key leads from a place in the tree; the same place where there is nothing. */
export function stepFrom(tree: Branch, id: string, step: Step): string {
  const order = inOrder(tree);
  const index = order.findIndex(({ generation }) => generation.id === id);
  const here = order[index];
  if (here === undefined) return tree.generation.id;
  switch (step) {
    case 'parent':
      return here.generation.parentId ?? id;
    case 'child':
      return here.children[0]?.generation.id ?? id;
    case 'next':
      return order[index + 1]?.generation.id ?? id;
    case 'previous':
      return order[index - 1]?.generation.id ?? id;
  }
}

/** One picture of the tree with where it stands. */
export interface Placed {
  readonly generation: Generation;
  readonly result: GenerationResult;
}

/** The picture that a generation went on from; null for a beginning. */
export function origin(generations: readonly Generation[], { parentId, parentResultId }: Generation): Placed | null {
  const parent = generations.find(({ id }) => id === parentId);
  const result = parent?.results.find(({ id }) => id === parentResultId) ?? parent?.results[0];
  return parent === undefined || result === undefined ? null : { generation: parent, result };
}

/** What was changed from the one above, as a list of facts: what a person looks for when comparing two. */
export function differences(generation: Generation, parent: Generation | null): readonly string[] {
  if (parent === null) return [];
  const now = factsOf(generation);
  const before = factsOf(parent);
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return names
    .filter((name) => before[name] !== now[name])
    .map((name) => (now[name] === undefined ? `without ${name.toLowerCase()}` : `${name} ${now[name]}`));
}

/** Parameters in words, but the prompt, which has a place of its own. */
export function factsOf({ parameters, made, model }: Pick<Generation, 'parameters' | 'made' | 'model'>): Readonly<Record<string, string>> {
  const { negativePrompt, size, count = 1, quality, transparent, strength, steps, guidance, seed } = parameters;
  const facts: Readonly<Record<string, string | undefined>> = {
    Model: made?.model ?? model ?? undefined,
    Without: negativePrompt,
    Size: size === undefined ? undefined : `${size.widthPx} × ${size.heightPx}`,
    Pictures: count === 1 ? undefined : String(count),
    Quality: quality,
    Background: transparent === true ? 'transparent' : undefined,
    Strength: strength === undefined ? undefined : `${Math.round(strength * 100)} %`,
    Steps: steps?.toString(),
    Guidance: guidance?.toString(),
    Seed: seed?.toString(),
  };
  return Object.fromEntries(Object.entries(facts).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
