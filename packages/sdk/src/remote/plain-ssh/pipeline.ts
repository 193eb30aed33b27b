/** Keeps so many requests on their way: one at a time would wait for every answer. The first failure ends it. */
export async function pipelined(count: number, next: () => Promise<(() => Promise<void>) | null>): Promise<void> {
  let underWay = 0;
  let failure: { readonly error: unknown } | undefined;
  let wake = (): void => undefined;
  const settle = () => {
    underWay--;
    wake();
  };
  const untilAtMost = async (most: number) => {
    while (underWay > most) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  for (;;) {
    await untilAtMost(count - 1);
    if (failure !== undefined) break;
    const work = await next();
    if (work === null) break;
    underWay++;
    work().then(settle, (error: unknown) => {
      failure ??= { error };
      settle();
    });
  }
  await untilAtMost(0);
  if (failure !== undefined) throw failure.error;
}
