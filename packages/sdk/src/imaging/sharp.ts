import { ForecourtError } from '@forecourt/errors';
import type Sharp from 'sharp';

/** The sharp module: an optional peer, so it is loaded when a picture is first decoded, and only here. */
export type SharpModule = typeof Sharp;

let loading: Promise<SharpModule> | undefined;

/**
 * Loads sharp once.
 *
 * Its cache of operations is switched off: no picture passes twice, and the cache holds on to the last ones. Its number of threads per
 * picture is left as the host program set it.
 *
 * @throws ForecourtError `DEPENDENCY_MISSING`
 */
export function loadSharp(): Promise<SharpModule> {
  loading ??= import('sharp').then(
    ({ default: sharp }) => {
      sharp.cache(false);
      return sharp;
    },
    (cause: unknown) => {
      loading = undefined;
      throw dependencyMissing('sharp', cause);
    },
  );
  return loading;
}

/** The error for an optional peer that is not installed, or not for this machine. */
export function dependencyMissing(name: string, cause: unknown): ForecourtError {
  const text = `Pictures of this kind need the package ${name}, which is not installed or does not work on this machine.`;
  return new ForecourtError('DEPENDENCY_MISSING', text, {
    hint: `Run: npm install ${name}`,
    details: { package: name },
    cause,
  });
}
