import * as fc from 'fast-check';

/** Tries a property that is not asynchronous; throws with the smallest counterexample. */
export function holds<Value>(property: fc.IProperty<Value>, parameters: fc.Parameters<Value> = {}): void {
  const details = fc.check(property, parameters);
  if (details.failed) throw new Error(fc.defaultReportMessage(details));
}
