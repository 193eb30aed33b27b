// Builds the pages of the reference app, as `npm start` does and tests of the browser need them.

import { buildPages } from '../../apps/web/start/build.ts';

await buildPages();
