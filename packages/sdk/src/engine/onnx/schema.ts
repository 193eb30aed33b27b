/** Field numbers of onnx.proto3 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3), as far as we touch them. */
export const model = { graph: 7 } as const;
export const graph = { node: 1, initializer: 5, input: 11, output: 12, valueInfo: 13 } as const;
export const node = { input: 1, output: 2, name: 3, opType: 4, attribute: 5 } as const;
export const attribute = { name: 1, i: 3, t: 5, g: 6, tensors: 10, graphs: 11, type: 20 } as const;
export const tensor = { dims: 1, dataType: 2, floatData: 4, int32Data: 5, name: 8, rawData: 9, externalData: 13 } as const;
export const valueInfo = { name: 1, type: 2 } as const;
export const type = { tensor: 1, sequence: 4, map: 5, optional: 9 } as const;
export const tensorType = { elemType: 1, shape: 2 } as const;

/** TensorProto.DataType */
export const dataType = { float32: 1, float16: 10 } as const;
