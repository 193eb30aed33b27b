import { stat } from 'node:fs/promises';
import { descriptorOf, letsEverybodyIn } from '../../config/closed-folder.ts';
import { readIdentity } from '../../config/config.ts';
import { placesIn } from '../../config/places.ts';
import type { Check } from '../finding.ts';
import type { DiagnoseOptions } from '../options.ts';

/** Whether this computer belongs to a platform. */
export function enrolmentCheck({ settings: { dataDir } }: DiagnoseOptions): Check {
  return {
    name: 'enrolment',
    title: 'Enrolment',
    async look() {
      const { config } = await readIdentity(dataDir);
      return { state: 'ok', message: `This is ${config.name} of ${config.dealership}, at ${config.platformUrl}.` };
    },
  };
}

const dayMs = 86_400_000;
/** It changes every month by itself; twice that means that it does not. */
const oldMs = 62 * dayMs;

/** Whether its key is there, young, and nobody else's to read. */
export function keyCheck({ settings: { dataDir }, clock = Date }: DiagnoseOptions): Check {
  return {
    name: 'key',
    title: 'Key of this computer',
    needs: ['enrolment'],
    async look() {
      const { config } = await readIdentity(dataDir);
      const path = placesIn(dataDir).key;
      const { mode } = await stat(path);
      if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
        return {
          state: 'failed',
          message: `Others on this computer can read ${path}.`,
          hint: `Run: chmod 600 "${path}"; then enrol again.`,
        };
      }
      const descriptor = process.platform === 'win32' ? await descriptorOf(path) : undefined;
      if (descriptor !== undefined && letsEverybodyIn(descriptor)) {
        return {
          state: 'failed',
          message: `Others on this computer can read ${path}.`,
          hint: `As administrator run: icacls "${dataDir}" /inheritance:r /grant:r "*S-1-5-32-544:(OI)(CI)F" "*S-1-5-18:(OI)(CI)F" "*S-1-5-19:(OI)(CI)M"; then enrol again.`,
        };
      }
      const days = Math.max(0, Math.round((clock.now() - Date.parse(config.keySince)) / dayMs));
      if (days * dayMs > oldMs) {
        return {
          state: 'warning',
          message: `The key is ${days} days old and should have changed.`,
          hint: 'See below whether the platform can be reached.',
        };
      }
      return { state: 'ok', message: `The key is ${days} days old.` };
    },
  };
}
