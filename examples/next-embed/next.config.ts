import type { NextConfig } from 'next';

const config: NextConfig = {
  // The backend has native parts and a database of its own: Node loads it as it is, the bundler leaves it alone.
  serverExternalPackages: ['@forecourt/server'],
};

export default config;
