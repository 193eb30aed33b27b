import { join } from 'node:path';
import type { NextConfig } from 'next';

const config: NextConfig = {
  // The workspace's packages are TypeScript sources; what they load natively stays outside of bundles.
  transpilePackages: ['@forecourt/errors', '@forecourt/quality', '@forecourt/sdk'],
  serverExternalPackages: ['@forecourt/server', 'sharp', 'onnxruntime-node', '@electric-sql/pglite', 'pg', 'pg-boss', 'bullmq', 'ioredis'],
  turbopack: { root: join(import.meta.dirname, '..', '..') },
  // Checked by `npm test` for the whole workspace, so that a build only builds.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // Pictures come from the API in the widths that it prepares; there is no second resizer.
  images: { unoptimized: true },
};

export default config;
