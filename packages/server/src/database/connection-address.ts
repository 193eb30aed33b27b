import { ForecourtError } from '@forecourt/errors';

/** What may be said of a DATABASE_URL: never its password. @throws INVALID_INPUT for what is not the address of a PostgreSQL */
export function describeAddress(url: string): string {
  // The error of `new URL` quotes the address with its password, so it is not kept as a cause.
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !['postgres:', 'postgresql:'].includes(parsed.protocol)) {
    throw new ForecourtError('INVALID_INPUT', 'DATABASE_URL is not the address of a PostgreSQL.', {
      hint: 'Write it as postgresql://user:password@host:5432/database; special characters in the password as %40 and the like.',
    });
  }
  const host = parsed.hostname || parsed.searchParams.get('host') || 'localhost';
  return `${host}:${parsed.port || '5432'}${parsed.pathname}`;
}
