import { join } from 'node:path';

/** Where things lie in the data folder of an agent. */
export interface Places {
  readonly root: string;
  readonly config: string;
  readonly key: string;
  /** The key that is to follow, while the platform is being told of it. */
  readonly nextKey: string;
  readonly journal: string;
  /** Files by their SHA-256; what is being received ends in `.part`. */
  readonly files: string;
  readonly scripts: string;
  /** A folder for each run, removed when its results were collected. */
  readonly runs: string;
  readonly releases: string;
  /** Who runs here, and where it listens on loopback. */
  readonly running: string;
}

export function placesIn(root: string): Places {
  return {
    root,
    config: join(root, 'config.json'),
    key: join(root, 'key.pem'),
    nextKey: join(root, 'key.next.pem'),
    journal: join(root, 'journal.db'),
    files: join(root, 'files'),
    scripts: join(root, 'scripts'),
    runs: join(root, 'runs'),
    releases: join(root, 'releases'),
    running: join(root, 'running.json'),
  };
}
