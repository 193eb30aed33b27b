import { databaseError } from '../database/failures.ts';

interface Asked<Item, Outcome> {
  readonly item: Item;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

export interface RoundOptions<Item, Outcome> {
  /** Does it for several at once; one outcome for each, in their order. */
  readonly work: (items: readonly Item[]) => Promise<readonly Outcome[]>;
  /** In one round. */
  readonly most: number;
}

/**
 * Gathers what is asked for while a round is under way, and does it together in the next: a transaction for many costs little more than
 * one for a single one. Nobody waits for company: the first goes at once.
 */
export function inRounds<Item, Outcome>({ work, most }: RoundOptions<Item, Outcome>): (item: Item) => Promise<Outcome> {
  const asked: Asked<Item, Outcome>[] = [];
  let isRunning = false;

  async function run(): Promise<void> {
    isRunning = true;
    // Those that ask in the same moment go together.
    await new Promise(setImmediate);
    while (asked.length > 0) await doRound(asked.splice(0, most));
    isRunning = false;
  }

  async function doRound(round: readonly Asked<Item, Outcome>[]): Promise<void> {
    try {
      const outcomes = await work(round.map(({ item }) => item));
      for (const [index, { resolve, reject }] of round.entries()) {
        const outcome = outcomes[index];
        if (outcome === undefined) reject(new TypeError('A round has an outcome for each.'));
        else resolve(outcome);
      }
    } catch (error) {
      const isAlone = round.length === 1 || databaseError(error).code === 'DATABASE_UNAVAILABLE';
      if (isAlone) for (const { reject } of round) reject(error);
      // One of them may be what is wrong: each on its own, so that the others get their outcome.
      else for (const one of round) await doRound([one]);
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      asked.push({ item, resolve, reject });
      if (!isRunning) void run();
    });
}
