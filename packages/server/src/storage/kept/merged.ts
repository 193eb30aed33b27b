/** One list that is read step by step. */
interface Reading<Item> {
  readonly iterator: AsyncIterator<Item>;
  head: Item | undefined;
}

/** Several lists that are each in the order of a key, as one in that order. What is in more than one comes once, from the first. */
export async function* merged<Item>(lists: readonly AsyncIterable<Item>[], keyOf: (item: Item) => string): AsyncGenerator<Item> {
  const readings = lists.map((list): Reading<Item> => ({ iterator: list[Symbol.asyncIterator](), head: undefined }));
  const step = async (reading: Reading<Item>) => {
    const { value, done } = await reading.iterator.next();
    reading.head = done ? undefined : value;
  };
  try {
    await Promise.all(readings.map(step));
    for (;;) {
      let next: Item | undefined;
      for (const { head } of readings) {
        if (head !== undefined && (next === undefined || keyOf(head) < keyOf(next))) next = head;
      }
      if (next === undefined) return;
      yield next;
      const key = keyOf(next);
      for (const reading of readings) if (reading.head !== undefined && keyOf(reading.head) === key) await step(reading);
    }
  } finally {
    await Promise.all(readings.map(({ iterator }) => iterator.return?.()));
  }
}
