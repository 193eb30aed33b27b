import { readFile, writeFile } from 'node:fs/promises';
import { defineConfig } from 'tsup';
import { packageConfig } from '../../tools/package-config.ts';

const react = 'dist/react/index.js';

export default defineConfig({
  ...packageConfig,
  plugins: [
    {
      name: 'client-directive',
      // Bundling drops the directive by which React's server components know where the browser's side begins.
      async buildEnd({ writtenFiles }) {
        if (!writtenFiles.some(({ name }) => name.replaceAll('\\', '/').endsWith(react))) return;
        const code = await readFile(react, 'utf8');
        if (!code.startsWith("'use client'")) await writeFile(react, `'use client';\n${code}`);
      },
    },
  ],
});
