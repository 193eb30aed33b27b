// A process that does nothing but move files, for whoever wants to kill one.

import { openDatabase } from '../../database/open.ts';
import { silentLogger } from '../../jobs/logger.ts';
import { readServerSettings } from '../../settings/settings.ts';
import { openStorage } from '../open-storage.ts';

const { dataDir, databaseUrl, storage: settings } = readServerSettings();
const database = await openDatabase({ dataDir, url: databaseUrl });
await openStorage({ database, dataDir, settings, logger: silentLogger, leaseMs: 300, lookEveryMs: 100 });
process.stdout.write('moves\n');
