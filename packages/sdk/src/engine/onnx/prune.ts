import { attribute as A, graph as G, model as M, node as N, tensor as T, valueInfo } from './schema.ts';
import { type Field, type Parts, readFields, text, texts, writeField } from './wire.ts';

/**
 * Keeps the first `count` outputs of a model and drops every node and weight that only the others needed.
 *
 * Segmentation networks are trained with side outputs (ISNet has 12) that cost time and memory and that nobody reads.
 */
export function pruneOutputs(modelBytes: Parts, count: number): Parts {
  return mapGraph(modelBytes, (fields) => {
    const outputs = fields.filter((field) => field.number === G.output);
    const kept = new Set(outputs.slice(0, count));
    const nodes = fields.filter((field) => field.number === G.node).map(readNode);

    const producers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
    const needed = new Set<string>();
    const live = new Set<Field>();
    // A walk from the outputs back, since exporters do not all keep the topological order that ONNX asks for.
    const open = [...kept].map((field) => nameOf(field, valueInfo.name));
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (needed.has(name)) continue;
      needed.add(name);
      const node = producers.get(name);
      if (!node || live.has(node.field)) continue;
      live.add(node.field);
      open.push(...node.inputs);
      for (const output of node.outputs) needed.add(output);
    }

    return fields
      .filter((field) => {
        if (field.number === G.output) return kept.has(field);
        if (field.number === G.node) return live.has(field);
        if (field.number === G.initializer) return needed.has(nameOf(field, T.name));
        if (field.number === G.valueInfo) return needed.has(nameOf(field, valueInfo.name));
        return true;
      })
      .map((field) => field.whole);
  });
}

/** Rewrites the graph of a model and leaves everything around it as it is. */
export function mapGraph(modelBytes: Parts, rewrite: (fields: Field[]) => Parts): Parts {
  return readFields(joined(modelBytes)).flatMap((field) =>
    field.number === M.graph ? writeField(M.graph, rewrite(readFields(field.body))) : [field.whole],
  );
}

function joined(parts: Parts): Uint8Array {
  return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
}

interface Node {
  readonly field: Field;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

function readNode(field: Field): Node {
  const fields = readFields(field.body);
  return { field, inputs: [...texts(fields, N.input), ...capturedBySubgraphs(fields)], outputs: texts(fields, N.output) };
}

/** Names that the bodies of If, Loop and Scan take from around them: their nodes' inputs, to be on the safe side. */
function capturedBySubgraphs(nodeFields: readonly Field[]): string[] {
  return nodeFields
    .filter((field) => field.number === N.attribute)
    .flatMap((field) => readFields(field.body))
    .filter((field) => field.number === A.g || field.number === A.graphs)
    .flatMap((field) => readFields(field.body))
    .flatMap((field) => {
      if (field.number === G.node) return [...readNode(field).inputs];
      return field.number === G.output ? [nameOf(field, valueInfo.name)] : [];
    });
}

function nameOf(field: Field, number: number): string {
  return text(readFields(field.body), number) ?? '';
}
