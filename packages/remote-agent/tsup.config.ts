import { defineConfig } from 'tsup';
import { packageConfig } from '../../tools/package-config.ts';

export default defineConfig({ ...packageConfig, onSuccess: 'node tools/pack.ts' });
