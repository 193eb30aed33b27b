import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Hidden } from '../settings/hidden.ts';
import { open, rewrap, type SecretPlace, seal } from './envelope.ts';
import { fingerprintOf, ringKey } from './ring-key.ts';

const place: SecretPlace = { installationId: 'i', dealershipId: 'd', id: 's', purpose: 'webhook' };
const newKey = (id: string) => ringKey(id, new Hidden(randomBytes(32).toString('base64')));
const key = newKey('k1');

it('gives back whatever was sealed, and never the same envelope twice', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
      (value) => {
        const [one, other] = [seal(value, place, key), seal(value, place, key)];
        expect(open(one, place, key)).toBe(value);
        expect(one.ciphertext).not.toBe(other.ciphertext);
        expect(one.wrappedKey).not.toBe(other.wrappedKey);
      },
    ),
  );
});

it.each(['installationId', 'dealershipId', 'id', 'purpose'] as const)('does not open in another place: %s', (part) => {
  const envelope = seal('value', place, key);
  expect(() => open(envelope, { ...place, [part]: 'other' }, key)).toThrow(expect.objectContaining({ code: 'SECRET_UNREADABLE' }));
});

it('does not open with another key, even one of the same name', () => {
  const envelope = seal('value', place, key);
  expect(() => open(envelope, place, newKey('k1'))).toThrow(expect.objectContaining({ code: 'SECRET_UNREADABLE' }));
});

it('does not open once any bit of it was changed, and says nothing of the value', () => {
  const envelope = seal('planted value', place, key);
  fc.assert(
    fc.property(fc.constantFrom('wrappedKey' as const, 'ciphertext' as const), fc.nat(10_000), fc.nat(7), (part, at, bit) => {
      const bytes = Buffer.from(envelope[part], 'base64');
      const index = at % bytes.length;
      bytes.writeUInt8(bytes.readUInt8(index) ^ (1 << bit), index);
      try {
        open({ ...envelope, [part]: bytes.toString('base64') }, place, key);
        expect.unreachable();
      } catch (error) {
        expect(error).toMatchObject({ code: 'SECRET_UNREADABLE' });
        expect(String(error)).not.toContain('planted');
      }
    }),
  );
  for (const cut of ['', 'AAAA', envelope.ciphertext.slice(0, 20)]) {
    expect(() => open({ ...envelope, ciphertext: cut }, place, key)).toThrow(expect.objectContaining({ code: 'SECRET_UNREADABLE' }));
  }
});

it('is wrapped anew without a new ciphertext, and the old key opens it no more', () => {
  const next = newKey('k2');
  const envelope = seal('value', place, key);
  const moved = rewrap(envelope, place, key, next);
  expect(moved).toMatchObject({ keyId: 'k2', ciphertext: envelope.ciphertext });
  expect(open(moved, place, next)).toBe('value');
  expect(() => open(moved, place, key)).toThrow(expect.objectContaining({ code: 'SECRET_UNREADABLE' }));
});

it('has a key of its own for each use', () => {
  const uses = [key.derive('wrap secrets'), key.derive('sign audit checkpoints'), key.derive('fingerprint')].map((each) =>
    each.toString('hex'),
  );
  expect(new Set(uses).size).toBe(3);
  expect(fingerprintOf(key)).toBe(fingerprintOf(key));
  expect(fingerprintOf(key)).not.toBe(fingerprintOf(newKey('k1')));
});
