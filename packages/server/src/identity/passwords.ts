import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { ForecourtError } from '@forecourt/errors';
import { passwordSchema } from '@forecourt/sdk/contract';

interface Cost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

const derive: (password: string, salt: Buffer, length: number, options: Cost & { maxmem: number }) => Promise<Buffer> = promisify(scrypt);

/** OWASP Password Storage Cheat Sheet, "scrypt": 128 MiB and about 0.3 s for each. */
const usualExponent = 17;
const hashBytes = 32;

/** Checks take this much memory each: more of them at once wait for their turn. */
const atOnce = 2;
let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnce) await new Promise<void>((go) => waiting.push(go));
  else running++;
  try {
    return await work();
  } finally {
    // The place goes to the next in line, or is free.
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

/** Refuses what is too short. @throws INVALID_INPUT */
export function checkPassword(password: string): void {
  const parsed = passwordSchema.safeParse(password);
  if (!parsed.success) throw new ForecourtError('INVALID_INPUT', `The password ${parsed.error.issues[0]?.message}.`);
}

/** Hashes of passwords by scrypt (RFC 7914), with parameters and salt: `scrypt$N$r$p$SALT$HASH`. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** Whether this is the password, in the time that one check takes: also for `null`, where there is no such person. */
  verify(password: string, kept: string | null): Promise<boolean>;
}

/** @param costExponent log2 of scrypt's N; what was hashed with another stays good */
export function createPasswords(costExponent = usualExponent): Passwords {
  const cost: Cost = { N: 2 ** costExponent, r: 8, p: 1 };
  return {
    async hash(password) {
      const salt = randomBytes(16);
      const hash = await hashWith(password, salt, cost);
      return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64'), hash.toString('base64')].join('$');
    },
    async verify(password, kept) {
      const parts = kept?.match(/^scrypt\$(\d+)\$(\d+)\$(\d+)\$([^$]+)\$([^$]+)$/);
      if (!parts) {
        await hashWith(password, randomBytes(16), cost);
        return false;
      }
      const [, N, r, p, salt = '', hash = ''] = parts;
      const expected = Buffer.from(hash, 'base64');
      const actual = await hashWith(password, Buffer.from(salt, 'base64'), { N: Number(N), r: Number(r), p: Number(p) });
      return actual.length === expected.length && timingSafeEqual(actual, expected);
    },
  };
}

function hashWith(password: string, salt: Buffer, { N, r, p }: Cost): Promise<Buffer> {
  // Composed and decomposed umlauts are the same password on every keyboard (RFC 8265, 4.2).
  const text = password.normalize('NFC');
  return inTurn(() => derive(text, salt, hashBytes, { N, r, p, maxmem: 256 * N * r }));
}
