import { expect, it } from 'vitest';
import { requireAccess, scopesOf } from './access.ts';

it.each([
  ['viewer', 'photos:read', null],
  ['viewer', 'reviews:write', 'FORBIDDEN'],
  ['reviewer', 'reviews:write', null],
  ['reviewer', 'photos:write', 'FORBIDDEN'],
  ['editor', 'vehicles:write', null],
  ['editor', 'keys:write', 'FORBIDDEN'],
  ['manager', 'keys:write', null],
  ['owner', 'keys:write', null],
] as const)('a %s asking for %s gets %s', (role, access, code) => {
  const ask = () => requireAccess({ kind: 'person', dealershipId: 'd', name: 'P', role, scopes: scopesOf(role) }, access);
  if (code === null) expect(ask).not.toThrow();
  else expect(ask).toThrow(expect.objectContaining({ code }));
});

it('lets nobody pass who did not say who it is', () => {
  expect(() => requireAccess(null, 'anyone')).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
});

it('lets no key administer, and only do what it was made for', () => {
  const key = { kind: 'key', dealershipId: 'd', keyId: 'k', name: 'Website', role: null, scopes: ['photos:read'] } as const;
  expect(() => requireAccess(key, 'photos:read')).not.toThrow();
  expect(() => requireAccess(key, 'photos:write')).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
  expect(() => requireAccess(key, 'keys:write')).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
});
