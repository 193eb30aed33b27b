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

/** Folders below `apps` with a tsconfig of their own. Examples are checked as their readers have them: outside, from packed packages. */
async function applications(): Promise<string[]> {
  const names = await readdir(join(root, 'apps'));
  return names.map((name) => join('apps', name)).filter((folder) => existsSync(join(root, folder, 'tsconfig.json')));
}
