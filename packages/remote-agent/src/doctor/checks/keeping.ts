import { existsSync } from 'node:fs';
import { ForecourtError } from '@forecourt/errors';
import { z } from 'zod';
import { readIdentity } from '../../config/config.ts';
import { placesIn } from '../../config/places.ts';
import { openDatabase } from '../../journal/database.ts';
import { openScriptStore } from '../../scripts/script-store.ts';
import { agentVersion } from '../../version.ts';
import type { Check } from '../finding.ts';
import type { DiagnoseOptions } from '../options.ts';

const verdictRow = z.object({ quick_check: z.string() });

export function journalCheck({ settings: { dataDir } }: DiagnoseOptions): Check {
  return {
    name: 'journal',
    title: 'Journal of jobs',
    async look() {
      const { journal } = placesIn(dataDir);
      if (!existsSync(journal)) return { state: 'ok', message: 'There is none yet: no agent has run here.' };
      try {
        using database = openDatabase(journal);
        const said = database.first(verdictRow, 'PRAGMA quick_check(1)')?.quick_check ?? 'nothing';
        if (said === 'ok') return { state: 'ok', message: 'It is whole.' };
        return {
          state: 'failed',
          message: `It is damaged: ${said}.`,
          hint: `Stop the agent and move ${journal} away: jobs that were under way are sent again.`,
        };
      } catch (error) {
        if (ForecourtError.is(error) && error.code === 'DATA_FOLDER_IN_USE') return { state: 'ok', message: 'An agent runs with it.' };
        throw error;
      }
    },
  };
}

/** Compares every script with what was published. */
export function scriptsCheck({ settings: { dataDir } }: DiagnoseOptions): Check {
  return {
    name: 'scripts',
    title: 'Scripts',
    needs: ['enrolment'],
    async look() {
      const { config } = await readIdentity(dataDir);
      const store = await openScriptStore({
        ...{ folder: placesIn(dataDir).scripts, hostId: config.hostId, agentVersion },
        platformKeys: () => config.platformKeys,
        file: async () => undefined,
      });
      const manifest = store.manifest();
      if (manifest === null) return { state: 'ok', message: 'The platform has published none for this host.' };
      for (const script of manifest.scripts) await store.read(script);
      return { state: 'ok', message: `${manifest.scripts.length} of manifest ${manifest.number}, each as it was published.` };
    },
  };
}
