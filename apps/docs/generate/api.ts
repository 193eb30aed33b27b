import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Application, ReflectionKind } from 'typedoc';

const repository = join(import.meta.dirname, '../../..');

/** Import paths that carry nothing to call: threads of the engine, and the manifest. */
const notForPeople = new Set(['./package.json', './engine/worker', './imaging/heic-worker']);

const markdownOptions = {
  router: 'module',
  entryFileName: 'index',
  hideBreadcrumbs: true,
  hidePageHeader: true,
  useCodeBlocks: true,
  sanitizeComments: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  propertyMembersFormat: 'table',
  typeDeclarationFormat: 'table',
};

/**
 * The public import paths of the packages, by TypeDoc: what `exports` names and nothing else. Writes pages into `into` and
 * `sidebar.json` beside them.
 */
export async function generateApi(into: string): Promise<void> {
  const entryPoints: string[] = [];
  /** TypeDoc names a module by its file; people know it by the path they import. */
  const names = new Map<string, string>();
  for (const folder of ['sdk', 'server', 'quality', 'errors']) {
    const home = join(repository, 'packages', folder);
    const manifest: { name: string; exports: Record<string, string> } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'));
    for (const [path, source] of Object.entries(manifest.exports)) {
      if (notForPeople.has(path)) continue;
      entryPoints.push(join(home, source));
      names.set(join(folder, source).replace(/(\/index)?\.ts$/, ''), join(manifest.name, path));
    }
  }
  const app = await Application.bootstrapWithPlugins({
    entryPoints,
    tsconfig: join(repository, 'tsconfig.json'),
    plugin: ['typedoc-plugin-markdown'],
    skipErrorChecking: true, // the step `types` does that
    excludeInternal: true,
    excludePrivate: true,
    disableSources: true,
    readme: 'none',
    name: 'SDK and server API',
    logLevel: 'Error',
    // All exports of one import path on one page: a newcomer finds by searching in the page, not by opening forty.
    outputs: [{ name: 'markdown', path: into, options: markdownOptions }],
  });
  const project = await app.convert();
  if (project === undefined) throw new Error('TypeDoc could not read the sources.');
  const items: { text: string; link: string }[] = [];
  for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
    module.name = names.get(module.name) ?? module.name;
    items.push({ text: module.name.replace('@forecourt/', ''), link: `/reference/api/${module.name}` });
  }
  await app.generateOutputs(project);
  if (app.logger.hasErrors()) throw new Error('TypeDoc met errors; the lines above say where.');
  await mendAnchors(into);
  await writeFile(join(into, 'sidebar.json'), JSON.stringify(items.toSorted((one, other) => order(one.text) - order(other.text))));
}

/** Of several things with one name, TypeDoc numbers the later ones otherwise than VitePress: the first is near enough. */
async function mendAnchors(folder: string): Promise<void> {
  for (const name of await readdir(folder, { recursive: true })) {
    if (!name.endsWith('.md')) continue;
    const path = join(folder, name);
    await writeFile(path, (await readFile(path, 'utf8')).replace(/(\]\([^)]*#[a-z]+)-\d+\)/g, '$1)'));
  }
}

const packageOrder = ['sdk', 'server', 'quality', 'errors'];
function order(name: string): number {
  return packageOrder.indexOf(name.split('/')[0] ?? '');
}
