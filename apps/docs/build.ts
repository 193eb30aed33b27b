// Builds the documentation: reference pages from the code, then the site, then every internal link is followed.
//
//   node apps/docs/build.ts           into apps/docs/.vitepress/dist
//   node apps/docs/build.ts --watch   reference pages once, then a server that follows your edits
import { join } from 'node:path';
import { build, createServer } from 'vitepress';
import { brokenLinks } from './check-links.ts';
import { generateReference } from './generate/reference.ts';

const here = import.meta.dirname;
await generateReference(join(here, 'pages', 'reference'));

if (process.argv.includes('--watch')) {
  const server = await createServer(here);
  await server.listen();
  server.printUrls();
} else {
  await build(here);
  const broken = await brokenLinks(join(here, '.vitepress', 'dist'));
  for (const line of broken) console.error(line);
  if (broken.length > 0) process.exitCode = 1;
}
