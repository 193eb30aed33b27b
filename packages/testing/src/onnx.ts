import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

// Just enough of onnx.proto3 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3) to write small models by hand. Every
// function gives the bytes of one message. The readers under test have field numbers of their own, so that a wrong one shows.

export type ElementType = 'float' | 'half';
const elementTypes: Readonly<Record<ElementType, number>> = { float: 1, half: 10 };

/** A weight or constant. Halves stand in `raw_data`, or each in an int32 of `int32_data`, packed or one field a value. */
export interface OnnxTensor {
  readonly name?: string;
  readonly type: ElementType;
  readonly dims: readonly number[];
  readonly values: readonly number[];
  readonly halvesIn?: 'raw' | 'packed-int32' | 'loose-int32';
}

export function tensor({ name, type, dims, values, halvesIn = 'raw' }: OnnxTensor): Uint8Array {
  const writer = new BinaryWriter();
  for (const dim of dims) writer.tag(1, WireType.Varint).int64(dim);
  writer.tag(2, WireType.Varint).int32(elementTypes[type]);
  if (type === 'half' && halvesIn === 'packed-int32') {
    writer.tag(5, WireType.LengthDelimited).fork();
    for (const value of values) writer.int32(halfBits(value));
    writer.join();
  } else if (type === 'half' && halvesIn === 'loose-int32') {
    for (const value of values) writer.tag(5, WireType.Varint).int32(halfBits(value));
  }
  if (name !== undefined) writer.tag(8, WireType.LengthDelimited).string(name);
  if (type === 'float') writer.tag(9, WireType.LengthDelimited).bytes(new Uint8Array(Float32Array.from(values).buffer));
  else if (halvesIn === 'raw') {
    writer.tag(9, WireType.LengthDelimited).bytes(new Uint8Array(Uint16Array.from(values, halfBits).buffer));
  }
  return writer.finish();
}

export type OnnxAttribute =
  | { readonly name: string; readonly int: number }
  | { readonly name: string; readonly ints: readonly number[] }
  | { readonly name: string; readonly tensor: OnnxTensor };

export function node(
  opType: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: readonly OnnxAttribute[] = [],
): Uint8Array {
  const writer = new BinaryWriter();
  for (const name of inputs) writer.tag(1, WireType.LengthDelimited).string(name);
  for (const name of outputs) writer.tag(2, WireType.LengthDelimited).string(name);
  writer.tag(4, WireType.LengthDelimited).string(opType);
  for (const attribute of attributes) writer.tag(5, WireType.LengthDelimited).bytes(attributeBytes(attribute));
  return writer.finish();
}

function attributeBytes(attribute: OnnxAttribute): Uint8Array {
  const writer = new BinaryWriter().tag(1, WireType.LengthDelimited).string(attribute.name);
  if ('int' in attribute) return writer.tag(3, WireType.Varint).int64(attribute.int).tag(20, WireType.Varint).int32(2).finish();
  if ('tensor' in attribute) {
    return writer.tag(5, WireType.LengthDelimited).bytes(tensor(attribute.tensor)).tag(20, WireType.Varint).int32(4).finish();
  }
  for (const value of attribute.ints) writer.tag(8, WireType.Varint).int64(value);
  return writer.tag(20, WireType.Varint).int32(7).finish();
}

/** A cast to another element type. */
export function cast(input: string, output: string, to: ElementType): Uint8Array {
  return node('Cast', [input], [output], [{ name: 'to', int: elementTypes[to] }]);
}

export function valueInfo(name: string, type: ElementType, dims: readonly number[]): Uint8Array {
  const shape = new BinaryWriter();
  for (const dim of dims) shape.tag(1, WireType.LengthDelimited).fork().tag(1, WireType.Varint).int64(dim).join();
  const tensorType = new BinaryWriter()
    .tag(1, WireType.Varint)
    .int32(elementTypes[type])
    .tag(2, WireType.LengthDelimited)
    .bytes(shape.finish())
    .finish();
  const inner = new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(tensorType).finish();
  return new BinaryWriter().tag(1, WireType.LengthDelimited).string(name).tag(2, WireType.LengthDelimited).bytes(inner).finish();
}

export interface OnnxGraph {
  readonly nodes: readonly Uint8Array[];
  readonly weights: readonly OnnxTensor[];
  readonly inputs: readonly Uint8Array[];
  readonly outputs: readonly Uint8Array[];
}

/** A whole model, opset 17. */
export function model({ nodes, weights, inputs, outputs }: OnnxGraph): Uint8Array {
  const graph = new BinaryWriter();
  for (const bytes of nodes) graph.tag(1, WireType.LengthDelimited).bytes(bytes);
  graph.tag(2, WireType.LengthDelimited).string('tiny');
  for (const weight of weights) graph.tag(5, WireType.LengthDelimited).bytes(tensor(weight));
  for (const bytes of inputs) graph.tag(11, WireType.LengthDelimited).bytes(bytes);
  for (const bytes of outputs) graph.tag(12, WireType.LengthDelimited).bytes(bytes);
  const opset = new BinaryWriter().tag(1, WireType.LengthDelimited).string('').tag(2, WireType.Varint).int64(17).finish();
  return new BinaryWriter()
    .tag(1, WireType.Varint)
    .int64(8)
    .tag(2, WireType.LengthDelimited)
    .string('forecourt-testing')
    .tag(7, WireType.LengthDelimited)
    .bytes(graph.finish())
    .tag(8, WireType.LengthDelimited)
    .bytes(opset)
    .finish();
}

/** IEEE 754 binary16, rounded towards zero; for weights of a test, which are small round numbers. */
function halfBits(value: number): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer)[0] ?? 0;
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 127 + 15;
  if (exponent <= 0) return sign;
  if (exponent >= 31) return sign | 0x7c00;
  return sign | (exponent << 10) | ((bits >>> 13) & 0x3ff);
}
