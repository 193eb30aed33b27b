/** Keeps so many requests on their way: one at a time would wait for every answer. The first failure ends it. */
export async function pipelined(count: number, next: () => Promise<(() => Promise<void>) | null>): Promise<void> {
  const underWay = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  for (;;) {
    while (underWay.size >= count) await Promise.race(underWay);
    if (failure !== undefined) break;
    const work = await next();
    if (work === null) break;
    const settled: Promise<void> = work()
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => underWay.delete(settled));
    underWay.add(settled);
  }
  await Promise.all(underWay);
  if (failure !== undefined) throw failure.error;
}
