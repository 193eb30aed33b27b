import { describe, expect, it } from 'vitest';
import { readServerSettings } from './settings.ts';

describe('the settings of the server', () => {
  it('have their defaults: this machine only, nothing but a folder', () => {
    expect(readServerSettings({})).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      databaseUrl: undefined,
      redisUrl: undefined,
      owner: undefined,
      isProxyTrusted: false,
      isWorkerWanted: true,
      logLevel: 'info',
    });
  });

  it('are read as what they are', () => {
    const environment = {
      PORT: '0',
      HOST: '::',
      FORECOURT_DATA_DIR: '/d',
      DATABASE_URL: 'postgresql://u:p@h/d',
      REDIS_URL: 'rediss://h',
      FORECOURT_OWNER_EMAIL: 'a@example.com',
      FORECOURT_OWNER_PASSWORD: 'twelve signs or more',
      FORECOURT_SERVER_TRUST_PROXY: 'yes',
      FORECOURT_SERVER_WORKER: 'no',
      FORECOURT_SERVER_LOG: 'warn',
      FORECOURT_METRICS_TOKEN: 'sixteen signs or more',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
      OTEL_EXPORTER_OTLP_HEADERS: 'key=a%2Cb, team=cars',
      OTEL_TRACES_SAMPLER_ARG: '0.5',
      FORECOURT_MODEL: 'read-by-the-sdk',
    };
    expect(readServerSettings(environment)).toMatchObject({
      port: 0,
      host: '::',
      dataDir: '/d',
      databaseUrl: 'postgresql://u:p@h/d',
      redisUrl: 'rediss://h',
      owner: { email: 'a@example.com', password: 'twelve signs or more' },
      isProxyTrusted: true,
      isWorkerWanted: false,
      logLevel: 'warn',
      metricsToken: 'sixteen signs or more',
      traces: { url: 'http://collector:4318', headers: { key: 'a,b', team: 'cars' }, serviceName: 'forecourt', share: 0.5 },
    });
  });

  it.each([
    ['PORT', '70000'],
    ['PORT', 'http'],
    ['DATABASE_URL', 'mysql://h/d'],
    ['REDIS_URL', 'localhost:6379'],
    ['FORECOURT_STORAGE', 's3'],
    ['FORECOURT_STORAGE', 'cloud'],
    ['FORECOURT_S3_BUCKET', 'No Bucket'],
    ['FORECOURT_S3_PREFIX', 'no-slash'],
    ['FORECOURT_S3_ACCESS_KEY_ID', 'alone'],
    ['FORECOURT_OWNER_EMAIL', 'nobody'],
    ['FORECOURT_OWNER_EMAIL', 'alone@example.com'],
    ['FORECOURT_OWNER_PASSWORD', 'short'],
    ['FORECOURT_SERVER_LOG', 'loud'],
    ['FORECOURT_METRICS_TOKEN', 'short'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
    ['OTEL_TRACES_SAMPLER_ARG', '2'],
  ])('that cannot be are named: %s=%j', (name, value) => {
    expect(() => readServerSettings({ [name]: value })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', message: expect.stringContaining(name.replace('_PASSWORD', '_')) }),
    );
  });

  it('that nobody reads are errors with the list of those that are read', () => {
    expect(() => readServerSettings({ FORECOURT_SERVER_PORT: '1' })).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_SETTING', hint: expect.stringMatching(/PORT.*FORECOURT_OWNER_EMAIL/) }),
    );
  });
});
