import { setImmediate } from 'node:timers/promises';
import { ForecourtError } from '@forecourt/errors';
import { abilitiesSchema, type Operation, operationSchema, providerHealthSchema } from '../contract/index.ts';
import { analysisChecks } from './conformance/analyses.ts';
import { cutoutOf } from './conformance/calls.ts';
import { cutoutChecks } from './conformance/cutouts.ts';
import { type Checks, expect, rejects } from './conformance/expect.ts';
import type { FarEnd } from './conformance/far-end.ts';
import { pictureChecks } from './conformance/pictures.ts';
import type { Provider } from './provider.ts';

export type { FarEnd };

/** One promise that a caller of any provider may rely on, and the check that it holds. Runs under any test runner. */
export interface ConformanceCheck {
  /** A sentence about behaviour. */
  readonly title: string;
  run(): Promise<void>;
}

export interface ConformanceOptions {
  /** Makes a new provider that would work now. */
  create(): Provider | Promise<Provider>;
  /** A photo that the provider can cut a car out of, 640 px wide or so: encoded bytes. */
  readonly photo: Uint8Array;
  /** What the provider can do: all of it is checked. `removeBackground` where left out. */
  readonly operations?: readonly Operation[] | undefined;
  /** What the provider asks over a wire, where it does: then it is checked what is sent there and what is not. */
  readonly farEnd?: FarEnd | undefined;
}

/**
 * The promises of the Provider interface as checks, for every provider that there is.
 *
 * @example
 * for (const check of providerConformance({ create: () => createMyProvider(), photo })) it(check.title, check.run);
 */
export function providerConformance(options: ConformanceOptions): readonly ConformanceCheck[] {
  const { create, photo, operations = ['removeBackground'], farEnd } = options;
  const byOperation: Readonly<Record<Operation, () => Checks>> = {
    removeBackground: () => ({ ...cutoutChecks(photo), ...closing(photo) }),
    generateImage: () => pictureChecks('generateImage', photo, farEnd),
    editImage: () => pictureChecks('editImage', photo, farEnd),
    analyzeImage: () => analysisChecks(photo, farEnd),
  };
  const checks: Checks = {
    'declares its abilities as data, with a price and limits': async (provider) => {
      const abilities = abilitiesSchema.parse(await provider.abilities());
      expect(abilities.provider === provider.name, 'its abilities carry its name');
      for (const operation of operationSchema.options) {
        const isOffered = abilities.offers.some((offer) => offer.operation === operation);
        expect(isOffered === (provider[operation] !== undefined), `what it declares is what it has: ${operation}`);
      }
      for (const operation of operations) expect(provider[operation] !== undefined, `it can do what is checked: ${operation}`);
    },
    'says that it is ready when it is': async (provider) => {
      expect(providerHealthSchema.parse(await provider.health()).state === 'ready', 'its health is ready');
    },
    ...Object.assign({}, ...operations.map((operation) => byOperation[operation]())),
  };
  return Object.entries(checks).map(([title, check]) => ({
    title,
    async run() {
      await using provider = await create();
      await check(provider);
    },
  }));
}

function closing(photo: Uint8Array): Checks {
  return {
    'fails what is under way when it is closed, and everything after': async (provider) => {
      const running = cutoutOf(provider, photo).then(
        () => undefined,
        (error: unknown) => error,
      );
      await setImmediate();
      await provider.close();
      await provider.close();
      const error = await running;
      expect(error === undefined || ForecourtError.is(error), 'what was under way ended, or failed with a typed error');
      await rejects(cutoutOf(provider, photo), 'ENGINE_CLOSED');
    },
  };
}
