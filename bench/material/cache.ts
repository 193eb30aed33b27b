import { join } from 'node:path';
import { repositoryFolder } from '../../packages/testing/src/index.ts';

/** What is made once and used by every run; deleting it costs nothing but time. */
export const cacheFolder = join(repositoryFolder, 'node_modules', '.cache', 'bench');
