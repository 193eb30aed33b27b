import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/**
 * One field of a protobuf message, as bytes. Working on the wire format instead of on decoded messages keeps every
 * field that we do not know, and weights of a hundred megabytes are never copied on the way.
 */
export interface Field {
  readonly number: number;
  readonly wireType: WireType;
  /** Tag and value, as they stand in the file. */
  readonly whole: Uint8Array;
  /** The value; for a length-delimited field without its length. */
  readonly body: Uint8Array;
}

/** A message that is being written: byte arrays to be put one after the other. */
export type Parts = readonly Uint8Array[];

/** Splits a message into its fields, in their order. Throws a RangeError where the message is cut. */
export function readFields(message: Uint8Array): Field[] {
  const reader = new BinaryReader(message);
  const fields: Field[] = [];
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const [number, wireType] = reader.tag();
    if (wireType === WireType.LengthDelimited) {
      const length = reader.uint32();
      const from = reader.pos;
      if (from + length > reader.len) throw new RangeError(`field ${number} ends behind its message`);
      reader.pos = from + length;
      fields.push({ number, wireType, whole: message.subarray(start, reader.pos), body: message.subarray(from, reader.pos) });
    } else {
      const from = reader.pos;
      reader.skip(wireType, number);
      fields.push({ number, wireType, whole: message.subarray(start, reader.pos), body: message.subarray(from, reader.pos) });
    }
  }
  return fields;
}

/** A varint field as a number (ONNX's enumerations and sizes are far below 2^53). */
export function varint(field: Field): number {
  return Number(new BinaryReader(field.body).int64());
}

/** The varints of a repeated field, packed or not. */
export function varints(fields: readonly Field[], number: number): number[] {
  const values: number[] = [];
  for (const field of fields) {
    if (field.number !== number) continue;
    const reader = new BinaryReader(field.body);
    while (reader.pos < reader.len) values.push(Number(reader.int64()));
  }
  return values;
}

/** The first value of a string field. */
export function text(fields: readonly Field[], number: number): string | undefined {
  const field = fields.find((candidate) => candidate.number === number);
  return field && decoder.decode(field.body);
}

/** All values of a repeated string field. */
export function texts(fields: readonly Field[], number: number): string[] {
  return fields.filter((field) => field.number === number).map((field) => decoder.decode(field.body));
}

const decoder = new TextDecoder();

/** A varint field for writing. */
export function writeVarint(number: number, value: number): Parts {
  return [new BinaryWriter().tag(number, WireType.Varint).int64(value).finish()];
}

/** A length-delimited field (bytes, string or message) for writing. */
export function writeField(number: number, body: Parts): Parts {
  const head = new BinaryWriter().tag(number, WireType.LengthDelimited).uint32(byteLength(body)).finish();
  return [head, ...body];
}

/** A string field for writing. */
export function writeText(number: number, value: string): Parts {
  return writeField(number, [new TextEncoder().encode(value)]);
}

export function byteLength(parts: Parts): number {
  return parts.reduce((sum, part) => sum + part.byteLength, 0);
}
