/** Does something without its lines on the standard output: that belongs to the one address. Warnings and errors are still told. */
export async function quietly(work: () => Promise<void>): Promise<void> {
  const { log } = console;
  console.log = () => undefined;
  try {
    await work();
  } finally {
    console.log = log;
  }
}
