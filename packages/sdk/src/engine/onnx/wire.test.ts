import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteLength, type Parts, readFields, text, texts, varint, varints, writeField, writeText, writeVarint } from './wire.ts';

const joined = (parts: Parts): Uint8Array => new Uint8Array(Buffer.concat(parts));
const fieldNumber = fc.integer({ min: 1, max: 536_870_911 });
/** Fields of every wire type that files hold: varint, 64 bits, length-delimited, 32 bits. */
const field = fc.oneof(
  fc.tuple(fieldNumber, fc.nat({ max: Number.MAX_SAFE_INTEGER })).map(([number, value]) => joined(writeVarint(number, value))),
  fc.tuple(fieldNumber, fc.uint8Array({ maxLength: 300 })).map(([number, body]) => joined(writeField(number, [body]))),
  // Field numbers below 16 have a tag of one byte: number × 8 + wire type.
  fc
    .tuple(fc.integer({ min: 1, max: 15 }), fc.uint8Array({ minLength: 8, maxLength: 8 }))
    .map(([n, body]) => joined([Uint8Array.of(n * 8 + 1), body])),
  fc
    .tuple(fc.integer({ min: 1, max: 15 }), fc.uint8Array({ minLength: 4, maxLength: 4 }))
    .map(([n, body]) => joined([Uint8Array.of(n * 8 + 5), body])),
);

describe('the wire format', () => {
  it('gives back any message, field by field and byte by byte', () => {
    fc.assert(
      fc.property(fc.array(field, { maxLength: 20 }), (fields) => {
        const read = readFields(joined(fields));
        expect(read.map(({ whole }) => [...whole])).toEqual(fields.map((bytes) => [...bytes]));
      }),
    );
  });

  it('reads what was written', () => {
    fc.assert(
      fc.property(
        fieldNumber,
        fc.uint8Array(),
        fc.nat({ max: Number.MAX_SAFE_INTEGER }),
        fc.string({ unit: 'grapheme' }),
        (number, bytes, value, words) => {
          const [body, count, name] = readFields(
            joined([...writeField(number, [bytes]), ...writeVarint(number, value), ...writeText(number, words)]),
          );
          expect([body?.number, count?.number, name?.number]).toEqual([number, number, number]);
          expect([...(body?.body ?? [])]).toEqual([...bytes]);
          expect(count && varint(count)).toBe(value);
          expect(name && text([name], number)).toBe(words);
        },
      ),
    );
  });

  it('reads repeated numbers packed, loose and mixed, in their order', () => {
    const one = (value: number) => joined(writeVarint(5, value)).subarray(1);
    const message = joined([...writeVarint(5, 300), ...writeField(5, [one(1), one(70_000)]), ...writeVarint(6, 9), ...writeVarint(5, 2)]);
    expect(varints(readFields(message), 5)).toEqual([300, 1, 70_000, 2]);
  });

  it('reads repeated strings, and the first of them', () => {
    const fields = readFields(joined([...writeText(1, 'a'), ...writeText(2, 'x'), ...writeText(1, 'b')]));
    expect(texts(fields, 1)).toEqual(['a', 'b']);
    expect(text(fields, 1)).toBe('a');
    expect(text(fields, 3)).toBeUndefined();
  });

  it('never takes a message that was cut for a whole one', () => {
    fc.assert(
      fc.property(fc.array(field, { minLength: 1, maxLength: 6 }), fc.nat(), (fields, place) => {
        const message = joined(fields);
        const cut = message.subarray(0, place % message.byteLength);
        const isAtEndOfField = fields.some((_, count) => byteLength(fields.slice(0, count)) === cut.byteLength);
        if (isAtEndOfField) expect(byteLength(readFields(cut).map(({ whole }) => whole))).toBe(cut.byteLength);
        else expect(() => readFields(cut)).toThrow();
      }),
      { numRuns: 500 },
    );
  });

  it('refuses a length that points behind its message, also at the largest lengths', () => {
    expect(() => readFields(Uint8Array.of(0x0a, 0x05, 0x01))).toThrow(RangeError);
    expect(() => readFields(Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x01))).toThrow(RangeError);
  });
});
