import { mapGraph } from './prune.ts';
import { attribute as A, dataType, graph as G, node as N, tensor as T, type as TY, tensorType, valueInfo as V } from './schema.ts';
import { type Field, type Parts, readFields, text, varint, varints, writeField, writeVarint } from './wire.ts';

/**
 * Turns a model that computes in half precision into the same model in single precision: weights, constants, casts and
 * declared types. Every half is a float, so no weight changes its value. Processors without half-precision arithmetic
 * convert on every call otherwise (measured: 765 ms against 694 ms a picture), and outputs come as plain float32.
 */
export function widenToFloat32(modelBytes: Parts): Parts {
  return mapGraph(modelBytes, widenGraph);
}

function widenGraph(fields: readonly Field[]): Parts {
  return fields.flatMap((field) => {
    switch (field.number) {
      case G.initializer:
        return writeField(field.number, widenTensor(field.body));
      case G.node:
        return writeField(field.number, widenNode(field.body));
      case G.input:
      case G.output:
      case G.valueInfo:
        return writeField(field.number, widenValueInfo(field.body));
      default:
        return [field.whole];
    }
  });
}

function widenNode(body: Uint8Array): Parts {
  const fields = readFields(body);
  const isCast = text(fields, N.opType) === 'Cast';
  return fields.flatMap((field) =>
    field.number === N.attribute ? writeField(field.number, widenAttribute(field.body, isCast)) : [field.whole],
  );
}

function widenAttribute(body: Uint8Array, ofCast: boolean): Parts {
  const fields = readFields(body);
  const isTarget = ofCast && text(fields, A.name) === 'to';
  return fields.flatMap((field) => {
    if (isTarget && field.number === A.i && varint(field) === dataType.float16) return writeVarint(A.i, dataType.float32);
    if (field.number === A.t || field.number === A.tensors) return writeField(field.number, widenTensor(field.body));
    if (field.number === A.g || field.number === A.graphs) return writeField(field.number, widenGraph(readFields(field.body)));
    return [field.whole];
  });
}

function widenValueInfo(body: Uint8Array): Parts {
  return readFields(body).flatMap((field) => (field.number === V.type ? writeField(field.number, widenType(field.body)) : [field.whole]));
}

function widenType(body: Uint8Array): Parts {
  return readFields(body).flatMap((field) => {
    if (field.number !== TY.tensor) return [field.whole];
    const inner = readFields(field.body).flatMap((part) =>
      part.number === tensorType.elemType && varint(part) === dataType.float16
        ? writeVarint(tensorType.elemType, dataType.float32)
        : [part.whole],
    );
    return writeField(TY.tensor, inner);
  });
}

function widenTensor(body: Uint8Array): Parts {
  const fields = readFields(body);
  const kind = fields.find((field) => field.number === T.dataType);
  if (!kind || varint(kind) !== dataType.float16) return [body];
  const firstBits = fields.find((field) => field.number === T.int32Data);
  return fields.flatMap((field) => {
    if (field.number === T.dataType) return writeVarint(T.dataType, dataType.float32);
    if (field.number === T.rawData) return writeField(T.rawData, [widenRaw(field.body)]);
    // A half may also stand as the low 16 bits of an int32 (onnx.proto3, TensorProto.int32_data), packed into one field or not.
    if (field.number === T.int32Data) return field === firstBits ? writeField(T.rawData, [widenBits(varints(fields, T.int32Data))]) : [];
    return [field.whole];
  });
}

function widenRaw(halves: Uint8Array): Uint8Array {
  const count = halves.byteLength >> 1;
  const floats = new Float32Array(count);
  const view = new DataView(halves.buffer, halves.byteOffset, halves.byteLength);
  for (let i = 0; i < count; i++) floats[i] = halfToFloat[view.getUint16(2 * i, true)] ?? 0;
  return new Uint8Array(floats.buffer);
}

function widenBits(bits: readonly number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(bits, (value) => halfToFloat[value & 0xffff] ?? 0).buffer);
}

/** IEEE 754 binary16 to binary32, one entry for each of the 65,536 halves. */
const halfToFloat = Float32Array.from({ length: 0x10000 }, (_, bits) => {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * 2 ** -14 * (fraction / 1024);
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
});
