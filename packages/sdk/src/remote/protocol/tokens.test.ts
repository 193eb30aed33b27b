import type { ErrorCode } from '@forecourt/errors';
import fc from 'fast-check';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { signDocument, verifyDocument } from './documents.ts';
import { generateHostKey } from './keys.ts';
import { errorOf, problemOf } from './problems.ts';
import { createReplayMemory } from './replay-memory.ts';
import { createSigner } from './signer.ts';
import { bearerToken, claimedIssuer } from './tokens.ts';
import { createVerifier } from './verifier.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const [platform, host, stranger] = await Promise.all([generateHostKey(), generateHostKey(), generateHostKey()]);
const request = { method: 'PUT', path: '/agent/v1/jobs/a?after=1' };
const parties = { issuer: 'the platform', audience: 'host-1' };

function fails(code: ErrorCode, reason?: string) {
  return expect.objectContaining({ code, ...(reason !== undefined && { details: { reason } }) });
}

/** A signer and a verifier, each with a clock of its own. */
function pair({ remembered }: { remembered?: number } = {}) {
  const clocks = { signer: { at: noon, now: () => clocks.signer.at }, verifier: { at: noon, now: () => clocks.verifier.at } };
  const pins = [platform.publicKey];
  const signer = createSigner({ key: platform, ...parties, clock: clocks.signer });
  const verifier = createVerifier({ keys: () => pins, ...parties, clock: clocks.verifier, remembered });
  return { clocks, pins, signer, verifier };
}

describe('a token', () => {
  it('lets the request pass that it was signed for, once', async () => {
    const { signer, verifier } = pair();
    const token = await signer.sign(request);
    await verifier.verify(token, request);
    await expect(verifier.verify(token, request)).rejects.toEqual(fails('HOST_TOKEN_REPLAYED'));
  });

  it.each([
    ['method', { method: 'GET' }],
    ['path', { path: '/agent/v1/jobs/b?after=1' }],
    ['query', { path: '/agent/v1/jobs/a?after=2' }],
  ])('is no good for another %s', async (_, change) => {
    const { signer, verifier } = pair();
    await expect(verifier.verify(await signer.sign(request), { ...request, ...change })).rejects.toEqual(
      fails('HOST_TOKEN_INVALID', 'request'),
    );
  });

  it('is refused from a stranger, from somebody else, and for somebody else', async () => {
    const { verifier } = pair();
    const refusal = async (signer: ReturnType<typeof createSigner>) =>
      verifier.verify(await signer.sign(request), request).catch((error) => error.details.reason);
    const clock = { now: () => noon };
    expect(await refusal(createSigner({ key: stranger, ...parties, clock }))).toBe('signature');
    expect(await refusal(createSigner({ key: platform, ...parties, clock, issuer: 'another' }))).toBe('issuer');
    expect(await refusal(createSigner({ key: platform, ...parties, clock, audience: 'host-2' }))).toBe('audience');
  });

  it('is refused when any character of it is another', async () => {
    const { signer, verifier } = pair();
    const token = await signer.sign(request);
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 1), fc.constantFrom('A', 'z', '5', '-', '.', '='), async (at, character) => {
        // The last character of base64url carries bits that count for nothing; decoders may pass over them.
        fc.pre(token[at] !== character && token[at + 1] !== undefined && token[at + 1] !== '.');
        const altered = token.slice(0, at) + character + token.slice(at + 1);
        await expect(verifier.verify(altered, request)).rejects.toEqual(fails('HOST_TOKEN_INVALID'));
      }),
      { numRuns: 300 },
    );
  });

  it('is refused without a signature, and with the signature of another kind of document', async () => {
    const { verifier } = pair();
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{}').toString('base64url')}.`;
    const claims = { iss: parties.issuer, aud: parties.audience, iat: noon / 1000, exp: noon / 1000 + 60, jti: 'x'.repeat(20) };
    const document = await signDocument(platform, { ...claims, m: request.method, p: request.path });
    for (const token of ['', 'a.b.c', unsigned, document]) {
      await expect(verifier.verify(token, request)).rejects.toEqual(fails('HOST_TOKEN_INVALID', 'signature'));
    }
  });

  it('is refused where it would count for longer than a minute, or says too little', async () => {
    const { verifier } = pair();
    const sign = (claims: Record<string, unknown>) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', typ: 'forecourt-request+jwt' }).sign(platform.privateKey);
    const claims = {
      iss: parties.issuer,
      aud: parties.audience,
      iat: noon / 1000,
      jti: 'x'.repeat(20),
      m: request.method,
      p: request.path,
    };
    const long = await sign({ ...claims, exp: noon / 1000 + 3600 });
    await expect(verifier.verify(long, request)).rejects.toEqual(fails('HOST_TOKEN_INVALID', 'lifetime'));
    await expect(verifier.verify(await sign(claims), request)).rejects.toEqual(fails('HOST_TOKEN_INVALID', 'claims'));
  });

  it('counts with either of two keys while they change', async () => {
    const { pins, signer, verifier } = pair();
    pins.unshift(stranger.publicKey);
    await verifier.verify(await signer.sign(request), request);
    pins.pop();
    await expect(verifier.verify(await signer.sign(request), request)).rejects.toEqual(fails('HOST_TOKEN_INVALID', 'signature'));
  });

  it('ends after a minute', async () => {
    const { clocks, signer, verifier } = pair();
    const token = await signer.sign(request);
    clocks.verifier.at = clocks.signer.at += 60_001;
    await expect(verifier.verify(token, request)).rejects.toEqual(fails('CLOCK_OFF'));
  });

  it('from before a restart is not known to be unused, so another is asked for', async () => {
    const { clocks, signer } = pair();
    const token = await signer.sign(request);
    clocks.verifier.at = clocks.signer.at += 1;
    const restarted = createVerifier({ keys: () => [platform.publicKey], ...parties, clock: clocks.verifier });
    await expect(restarted.verify(token, request)).rejects.toEqual(fails('CLOCK_OFF'));
    await restarted.verify(await signer.sign(request), request);
  });
});

describe('a clock that is off', () => {
  it.each([-3_600_000, -11_000, 3_600_000, 61_000])('by %d ms is told, and the signer goes by the other one', async (offMs) => {
    const { clocks, signer, verifier } = pair();
    clocks.verifier.at += offMs;
    const error = await verifier.verify(await signer.sign(request), request).catch((caught: unknown) => caught);
    expect(error).toEqual(fails('CLOCK_OFF'));
    expect(signer.learn(errorOf(JSON.parse(JSON.stringify(problemOf(error)))))).toBe(true);
    expect(signer.offsetMs).toBe(offMs);
    await verifier.verify(await signer.sign(request), request);
  });

  it('and is set right while the host runs, also backwards, refuses one request at most', async () => {
    const { clocks, signer, verifier } = pair();
    await verifier.verify(await signer.sign(request), request);
    const used = await signer.sign(request);
    await verifier.verify(used, request);
    clocks.verifier.at = noon - 1800_000;
    const error = await verifier.verify(await signer.sign(request), request).catch((caught: unknown) => caught);
    expect(signer.learn(error)).toBe(true);
    clocks.signer.at = clocks.verifier.at += 5;
    signer.correct(0);
    await verifier.verify(await signer.sign(request), request);
    clocks.verifier.at = noon + 1000;
    await expect(verifier.verify(used, request)).rejects.toEqual(fails('HOST_TOKEN_REPLAYED'));
  });

  it('by more than a day is not gone by, and other errors teach nothing', async () => {
    const { clocks, signer, verifier } = pair();
    clocks.verifier.at += 2 * 86_400_000;
    const error = await verifier.verify(await signer.sign(request), request).catch((caught: unknown) => caught);
    expect(signer.learn(error)).toBe(false);
    expect(signer.learn(new Error('CLOCK_OFF'))).toBe(false);
    expect(signer.offsetMs).toBe(0);
  });
});

describe('the memory of tokens', () => {
  it('has a bound, and lets nothing pass twice', () => {
    const token = fc.record({ id: fc.integer({ min: 0, max: 60 }), lateMs: fc.integer({ min: 0, max: 9000 }) });
    fc.assert(
      fc.property(fc.array(token, { maxLength: 80 }), fc.integer({ min: 1, max: 8 }), (tokens, capacity) => {
        const memory = createReplayMemory({ capacity, fromMs: noon });
        const passed = new Map<number, number>();
        let now = noon + 60_000;
        for (const { id, lateMs } of tokens) {
          // One id is one token: it was issued at one time.
          const issuedMs = noon + id * 1000;
          now += lateMs;
          const expiresMs = issuedMs + 60_000;
          if (expiresMs < now) continue;
          memory.heed(now);
          if (memory.take(String(id), { issuedMs, expiresMs }) === 'new') passed.set(id, (passed.get(id) ?? 0) + 1);
          expect(memory.size).toBeLessThanOrEqual(capacity);
        }
        expect([...passed.values()].every((times) => times === 1)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('asks for a newer token where it had to forget', async () => {
    const { clocks, signer, verifier } = pair({ remembered: 2 });
    const first = await signer.sign(request);
    await verifier.verify(first, request);
    for (let count = 0; count < 3; count++) {
      clocks.signer.at = clocks.verifier.at += 1;
      await verifier.verify(await signer.sign(request), request);
    }
    await expect(verifier.verify(first, request)).rejects.toEqual(fails('CLOCK_OFF'));
  });
});

describe('a signed document', () => {
  it('says what was signed, with any key that is pinned', async () => {
    const jws = await signDocument(platform, { version: 3, name: 'Cutout für Wägen' });
    expect(await verifyDocument(jws, [host.publicKey, platform.publicKey])).toEqual({ version: 3, name: 'Cutout für Wägen' });
  });

  it('is refused when it was altered, when a stranger signed it, and when it is the token of a request', async () => {
    const jws = await signDocument(platform, { version: 3 });
    const [head, , signature] = jws.split('.');
    const altered = `${head}.${Buffer.from('{"version":4}').toString('base64url')}.${signature}`;
    const token = await createSigner({ key: platform, ...parties }).sign(request);
    for (const document of [altered, token, await signDocument(stranger, { version: 3 }), 'nothing']) {
      await expect(verifyDocument(document, [platform.publicKey])).rejects.toEqual(fails('MANIFEST_INVALID'));
    }
  });
});

it('tells who a token says it is from, and finds it in a header', async () => {
  const token = await pair().signer.sign(request);
  expect(claimedIssuer(token)).toBe('the platform');
  expect(claimedIssuer('nonsense')).toBeNull();
  expect(bearerToken(`Bearer ${token}`)).toBe(token);
  expect(bearerToken('Basic abc')).toBeNull();
  expect(bearerToken(undefined)).toBeNull();
});

it('keeps an error over the wire as it was, and the words of an unforeseen one to itself', () => {
  expect(JSON.stringify(problemOf(new TypeError('password=secret')))).not.toContain('secret');
  expect(errorOf('<html>', 502)).toMatchObject({ code: 'ANSWER_INVALID', details: { status: 502 } });
});
