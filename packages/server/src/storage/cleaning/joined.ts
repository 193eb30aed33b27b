/** What two lists have under one key. */
export interface Pair<Left, Right> {
  readonly key: string;
  readonly left: Left | undefined;
  readonly right: Right | undefined;
}

/** Two lists in the order of their keys, side by side: each key once, with what either list has of it. Neither is held in memory. */
export async function* joined<Left, Right>(
  lefts: AsyncIterable<Left>,
  rights: AsyncIterable<Right>,
  keys: { readonly left: (item: Left) => string; readonly right: (item: Right) => string },
): AsyncGenerator<Pair<Left, Right>> {
  const [left, right] = [reading(lefts, keys.left), reading(rights, keys.right)];
  try {
    await Promise.all([left.step(), right.step()]);
    while (left.key !== undefined || right.key !== undefined) {
      const isLeft = left.key !== undefined && (right.key === undefined || left.key <= right.key);
      const isRight = right.key !== undefined && (left.key === undefined || right.key <= left.key);
      yield { key: (isLeft ? left.key : right.key) ?? '', left: isLeft ? left.head : undefined, right: isRight ? right.head : undefined };
      if (isLeft) await left.step();
      if (isRight) await right.step();
    }
  } finally {
    await Promise.all([left.end(), right.end()]);
  }
}

function reading<Item>(list: AsyncIterable<Item>, keyOf: (item: Item) => string) {
  const iterator = list[Symbol.asyncIterator]();
  let head: Item | undefined;
  return {
    get head() {
      return head;
    },
    get key() {
      return head === undefined ? undefined : keyOf(head);
    },
    async step() {
      const { value, done } = await iterator.next();
      head = done ? undefined : value;
    },
    end: async () => void (await iterator.return?.()),
  };
}
