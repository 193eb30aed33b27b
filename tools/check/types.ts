import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Counts, root, runTool } from './step.ts';

/** Type-checks the workspace and each application, which has its framework's own settings; as many at once as there are. */
export async function checkTypes(): Promise<Counts> {
  const projects = ['.', ...(await applications())];
  const codes = await Promise.all(projects.map((project) => runTool('typescript', 'tsc', ['--project', project, '--noEmit'])));
  const failed = codes.filter((code) => code !== 0).length;
  return { passed: codes.length - failed, failed, skipped: 0 };
}

/** Folders below `apps` and `examples` with a tsconfig of their own. */
async function applications(): Promise<string[]> {
  const folders = await Promise.all(
    ['apps', 'examples'].map(async (parent) => (await readdir(join(root, parent))).map((name) => join(parent, name))),
  );
  return folders.flat().filter((folder) => existsSync(join(root, folder, 'tsconfig.json')));
}
