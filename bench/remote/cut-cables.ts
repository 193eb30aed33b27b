import type { Benchmark, Context } from '../benchmark.ts';
import { alternately, budget, compare } from '../measure.ts';
import { type FarOffice, openFarOffice } from './far-office.ts';

export interface CutOptions {
  readonly name: string;
  readonly title: string;
  readonly wantedSeconds: number;
  /** Cuts in one measurement, of which the longest counts. */
  readonly cuts: number;
  /** Makes what is cut again and again, once the office is there. */
  readonly prepare: (office: FarOffice, context: Context) => Cutting;
}

export interface Cutting {
  /** Cuts once, with all roads up before. @returns how many seconds it took until it was noticed */
  readonly once: () => Promise<number>;
  /** What else was found, for people. */
  readonly details: () => readonly string[];
}

/** Seconds until a cable that drops packets without a word is noticed, against the bound that is wanted. */
export function cutCables({ name, title, wantedSeconds, cuts, prepare }: CutOptions): Benchmark {
  return {
    ...{ name, title, repeat: 3 },
    target: { field: 'value', bound: 'at most', limit: wantedSeconds },
    async run(context) {
      await using office = await openFarOffice(context.signal);
      const { once, details } = prepare(office, context);
      const pairs = await alternately(context, {
        unit: 's',
        warmUps: 0,
        async ours() {
          let longest = 0;
          for (let cut = 0; cut < cuts; cut++) {
            await office.untilWhole();
            longest = Math.max(longest, await once());
          }
          return longest;
        },
        peer: budget(wantedSeconds),
      });
      return compare(pairs, { unit: 's', peer: 'the wanted bound', better: 'less', details: [...details()] });
    },
  };
}
