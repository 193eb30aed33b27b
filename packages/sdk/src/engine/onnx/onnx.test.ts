import { tinyModel } from '@forecourt/testing';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { pruneOutputs } from './prune.ts';
import { attribute, dataType, graph, model, node, tensor, tensorType, type, valueInfo } from './schema.ts';
import { widenToFloat32 } from './widen.ts';
import { type Field, type Parts, readFields, text, texts, varint, writeField, writeText, writeVarint } from './wire.ts';

const sidePx = 32;
const joined = (parts: Parts): Uint8Array => new Uint8Array(Buffer.concat(parts));
const prepared = (bytes: Uint8Array) => joined(widenToFloat32(pruneOutputs([bytes], 1)));

/** Red grows to the right and green downwards, planes one after the other; blue is a little everywhere. */
const picture = Float32Array.from({ length: 3 * sidePx * sidePx }, (_, i) => {
  const pixel = i % (sidePx * sidePx);
  const [x, y] = [pixel % sidePx, Math.floor(pixel / sidePx)];
  return [x / sidePx, y / sidePx, 0.1][Math.floor(i / (sidePx * sidePx))] ?? 0;
});

async function run(bytes: Uint8Array): Promise<{ names: readonly string[]; mask: Float32Array }> {
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 4 });
  try {
    const results = await session.run({ picture: new Tensor('float32', picture, [1, 3, sidePx, sidePx]) });
    const mask = results.mask?.data;
    if (!(mask instanceof Float32Array)) throw new TypeError('the mask is not float32');
    return { names: session.outputNames, mask: mask.slice() };
  } finally {
    await session.release();
  }
}

function graphOf(bytes: Uint8Array): Field[] {
  const found = readFields(bytes).find((field) => field.number === model.graph);
  return found ? readFields(found.body) : [];
}

function weightNames(bytes: Uint8Array): (string | undefined)[] {
  return graphOf(bytes)
    .filter((field) => field.number === graph.initializer)
    .map((field) => text(readFields(field.body), tensor.name));
}

function furthestApart(one: Float32Array, other: Float32Array): number {
  return one.reduce((most, value, i) => Math.max(most, Math.abs(value - (other[i] ?? Number.NaN))), 0);
}

describe('a model in half precision with side outputs, pruned and widened', () => {
  const { bytes } = tinyModel({ sidePx, half: true, sideOutputs: 3, constantIn: 'raw' });

  it('computes what the untouched one computes, within half precision', async () => {
    const [before, after] = [await run(bytes), await run(prepared(bytes))];
    expect(before.names).toEqual(['mask', 'side-1', 'side-2', 'side-3']);
    expect(after.names).toEqual(['mask']);
    expect(Math.min(...after.mask)).toBeLessThan(0.01);
    expect(Math.max(...after.mask)).toBeGreaterThan(0.99);
    // Halves have 11 significant bits, and logits up to 16 then steps of 2^-6, which a sigmoid shrinks to a quarter.
    expect(furthestApart(before.mask, after.mask)).toBeLessThan(2 ** -7);
  });

  it('has lost the weights that only the side outputs needed, and no other', () => {
    expect(weightNames(bytes)).toHaveLength(8);
    expect(weightNames(prepared(bytes))).toEqual(['mask.weight', 'mask.bias']);
  });

  it('holds no half any more', () => {
    const fields = graphOf(prepared(bytes));
    const kinds = fields
      .filter((f) => f.number === graph.initializer)
      .map((f) => readFields(f.body).find((part) => part.number === tensor.dataType));
    expect(kinds.map((kind) => kind && varint(kind))).toEqual([dataType.float32, dataType.float32]);
  });

  it('is the same again when it is pruned and widened a second time', () => {
    const once = prepared(bytes);
    expect(Buffer.compare(prepared(once), once)).toBe(0);
  });

  it.each(['raw', 'packed-int32', 'loose-int32'] as const)('reads a constant of halves that stands %s', async (constantIn) => {
    const model = tinyModel({ sidePx, half: true, constantIn });
    const plain = tinyModel({ sidePx, half: false, constantIn });
    expect(furthestApart((await run(prepared(model.bytes))).mask, (await run(plain.bytes)).mask)).toBeLessThan(1e-6);
  });
});

describe('pruning', () => {
  it('keeps everything when as many outputs are kept as there are', () => {
    const { bytes } = tinyModel({ sideOutputs: 2 });
    expect(Buffer.compare(joined(pruneOutputs([bytes], 3)), bytes)).toBe(0);
    expect(Buffer.compare(joined(pruneOutputs([bytes], 9)), bytes)).toBe(0);
  });

  it('walks from the outputs back, also where nodes stand in no order', async () => {
    const { bytes } = tinyModel({ sidePx, sideOutputs: 2 });
    const fields = graphOf(bytes);
    const turned = [...fields.filter((f) => f.number === graph.node).toReversed(), ...fields.filter((f) => f.number !== graph.node)];
    const pruned = joined(
      pruneOutputs(
        writeField(
          model.graph,
          turned.map((f) => f.whole),
        ),
        1,
      ),
    );
    expect(weightNames(pruned)).toEqual(['mask.weight', 'mask.bias']);
  });

  it('keeps what the branches of a condition take from around them', () => {
    const named = (name: string): Parts => writeText(valueInfo.name, name);
    const makes = (input: string, output: string): Parts => [...writeText(node.input, input), ...writeText(node.output, output)];
    const branch = (fields: Parts): Parts => writeField(node.attribute, writeField(attribute.g, fields));
    const choice: Parts = [
      ...writeText(node.input, 'condition'),
      ...writeText(node.output, 'out'),
      ...branch([...writeField(graph.node, makes('deep', 'inner')), ...writeField(graph.output, named('inner'))]),
      ...branch(writeField(graph.output, named('direct'))),
    ];
    const bytes = joined(
      writeField(model.graph, [
        ...writeField(graph.node, makes('in', 'deep')),
        ...writeField(graph.node, makes('in', 'direct')),
        ...writeField(graph.node, makes('in', 'unused')),
        ...writeField(graph.node, choice),
        ...writeField(graph.output, named('out')),
        ...writeField(graph.output, named('unused')),
      ]),
    );
    const nodes = graphOf(joined(pruneOutputs([bytes], 1))).filter((field) => field.number === graph.node);
    expect(nodes.flatMap((field) => texts(readFields(field.body), node.output))).toEqual(['deep', 'direct', 'out']);
  });
});

describe('widening', () => {
  /** IEEE 754 binary16 to binary32 by moving bits about: another way than the one under test. */
  function floatBits(half: number): number {
    const sign = (half & 0x8000) << 16;
    let exponent = (half >> 10) & 0x1f;
    let fraction = half & 0x3ff;
    if (exponent === 0x1f) return (sign | 0x7f800000 | (fraction << 13)) >>> 0;
    if (exponent === 0) {
      if (fraction === 0) return sign >>> 0;
      exponent = 1;
      while ((fraction & 0x400) === 0) {
        fraction <<= 1;
        exponent--;
      }
      fraction &= 0x3ff;
    }
    return (sign | ((exponent + 112) << 23) | (fraction << 13)) >>> 0;
  }

  it('gives each of the 65,536 halves the float of its value', () => {
    const halves = Uint16Array.from({ length: 0x10000 }, (_, bits) => bits);
    const bytes = joined(
      writeField(
        model.graph,
        writeField(graph.initializer, [
          ...writeVarint(tensor.dims, halves.length),
          ...writeVarint(tensor.dataType, dataType.float16),
          ...writeField(tensor.rawData, [new Uint8Array(halves.buffer)]),
        ]),
      ),
    );
    const [weights] = graphOf(joined(widenToFloat32([bytes])));
    const raw = readFields(weights?.body ?? new Uint8Array()).find((field) => field.number === tensor.rawData);
    const floats = new DataView(Uint8Array.from(raw?.body ?? []).buffer);
    expect(floats.byteLength).toBe(4 * halves.length);
    const wrong: number[] = [];
    for (const half of halves) {
      const isNaNHalf = (half & 0x7c00) === 0x7c00 && (half & 0x3ff) !== 0;
      const isRight = isNaNHalf ? Number.isNaN(floats.getFloat32(4 * half, true)) : floats.getUint32(4 * half, true) === floatBits(half);
      if (!isRight) wrong.push(half);
    }
    expect(wrong).toEqual([]);
  });

  it('widens declared types, casts and nested graphs, and leaves other casts and tensors alone', () => {
    const int64 = 7;
    const castTo = (kind: number): Parts => [
      ...writeText(node.opType, 'Cast'),
      ...writeField(node.attribute, [...writeText(attribute.name, 'to'), ...writeVarint(attribute.i, kind)]),
    ];
    const declared = (kind: number): Parts => writeField(valueInfo.type, writeField(type.tensor, writeVarint(tensorType.elemType, kind)));
    const otherInteger = [
      ...writeText(node.opType, 'Pad'),
      ...writeField(node.attribute, [...writeText(attribute.name, 'to'), ...writeVarint(attribute.i, 10)]),
    ];
    const body = (kind: number): Parts => [
      ...writeField(graph.node, castTo(kind)),
      ...writeField(graph.node, castTo(int64)),
      ...writeField(graph.node, otherInteger),
      ...writeField(graph.input, declared(kind)),
      ...writeField(graph.valueInfo, declared(kind)),
      ...writeField(graph.output, declared(int64)),
    ];
    const nested = (kind: number): Parts =>
      writeField(model.graph, [...body(kind), ...writeField(graph.node, writeField(node.attribute, writeField(attribute.g, body(kind))))]);
    expect([...joined(widenToFloat32([joined(nested(dataType.float16))]))]).toEqual([...joined(nested(dataType.float32))]);
  });

  it('keeps fields that it does not know, on every level', () => {
    const unknown = writeText(1234, 'from a later version');
    const half: Parts = [
      ...writeVarint(tensor.dataType, dataType.float16),
      ...writeField(tensor.rawData, [Uint8Array.of(0, 0x3c)]),
      ...unknown,
    ];
    const bytes = joined([
      ...unknown,
      ...writeField(model.graph, [
        ...unknown,
        ...writeField(graph.initializer, [...half, ...writeText(tensor.name, 'w')]),
        ...writeField(graph.node, [
          ...unknown,
          ...writeText(node.input, 'w'),
          ...writeText(node.output, 'out'),
          ...writeField(node.attribute, [...unknown, ...writeField(attribute.t, half)]),
        ]),
        ...writeField(graph.output, [...unknown, ...writeText(valueInfo.name, 'out')]),
      ]),
    ]);
    const count = (haystack: Uint8Array) => Buffer.from(haystack).toString('latin1').split('from a later version').length - 1;
    expect(count(bytes)).toBe(7);
    expect(count(prepared(bytes))).toBe(7);
  });
});
