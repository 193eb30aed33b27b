import { dirname, join } from 'node:path';

export const webFolder = dirname(import.meta.dirname);
export const repositoryFolder = dirname(dirname(webFolder));
export const samplesFolder = join(repositoryFolder, 'samples');

/** Where a clone keeps database, photos and cutouts unless FORECOURT_DATA_DIR says otherwise. */
export const defaultDataFolder = join(repositoryFolder, '.forecourt');
