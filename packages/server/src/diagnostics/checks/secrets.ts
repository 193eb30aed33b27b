import { openKeyRing } from '../../secrets/index.ts';
import { isOpenToOthers } from '../../secrets/key-file.ts';
import { checkRing } from '../../secrets/sealing-key.ts';
import { type Check, ok, warning } from '../check.ts';
import { seenDatabase } from '../seen-database.ts';

/** Whether this server can open what the database keeps sealed. */
export const secrets: Check = {
  name: 'secrets',
  title: 'Key ring',
  needs: ['migrations'],
  async run(site) {
    const { orm } = await seenDatabase(site);
    const ring = openKeyRing({ dataDir: site.dataDir, keys: site.settings.secretKeys });
    await checkRing(orm, ring);
    const count = (await ring.keys()).length;
    if (ring.source === 'file' && (await isOpenToOthers(site.dataDir))) {
      return warning('Others than its owner may read keys.json in the data folder.', 'Run: chmod 600 keys.json');
    }
    const place = ring.source === 'file' ? 'keys.json in the data folder' : 'FORECOURT_SECRET_KEYS';
    return ok(count === 0 ? 'There is no key yet; the first secret makes one.' : `${place} has every key that is needed (${count}).`);
  },
};
