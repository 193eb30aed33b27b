import type { Target } from './parts.ts';

/** Remembers one thing for each provider and operation, and makes it when it is first asked for. No text is built on the way of a call. */
export function createTargetMap<Value>(make: () => Value): (target: Target) => Value {
  const byProvider = new Map<string, Map<string, Value>>();
  return ({ provider, operation }) => {
    let byOperation = byProvider.get(provider);
    if (byOperation === undefined) {
      byOperation = new Map();
      byProvider.set(provider, byOperation);
    }
    let value = byOperation.get(operation);
    if (value === undefined) {
      value = make();
      byOperation.set(operation, value);
    }
    return value;
  };
}
