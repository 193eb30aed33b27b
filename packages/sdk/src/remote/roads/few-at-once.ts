/**
 * Makes so many at once; the others wait for their turn, and their time begins with it. One that fails fails those that wait as well: they
 * would meet the same, only later.
 */
export function fewAtOnce<Made>(most: number, make: () => Promise<Made>): () => Promise<Made> {
  let running = 0;
  const waiting: { readonly start: () => void; readonly fail: (error: unknown) => void }[] = [];
  return async () => {
    if (running < most) running++;
    else await new Promise<void>((start, fail) => waiting.push({ start, fail }));
    try {
      return await make();
    } catch (error) {
      for (const { fail } of waiting.splice(0)) fail(error);
      throw error;
    } finally {
      const next = waiting.shift();
      if (next) next.start();
      else running--;
    }
  };
}
