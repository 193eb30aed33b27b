// Turns tools/boundaries.json into rules. Run by `npm test`.
const { packages, insideSdk, insideServer } = require('./tools/boundaries.json');

/** Tests, what only they use, and the suites that every implementation of an interface of the server runs. */
const tests = '\\.test\\.tsx?$|/testing/|^packages/server/src/[a-z]+/conformance\\.ts$';
const alternatives = (names) => `(${names.join('|')})`;

/** A folder may import itself and what it names; of its siblings nothing else. */
function rules(root, allowed) {
  const all = Object.keys(allowed);
  return all.map((name) => {
    const forbidden = all.filter((other) => other !== name && !allowed[name].includes(other));
    return {
      name: `${root.replaceAll('/', '-')}-${name}`,
      severity: 'error',
      from: { path: `^${root}/${name}/`, pathNot: tests },
      to: { path: forbidden.length > 0 ? `^${root}/${alternatives(forbidden)}/` : '^$' },
    };
  });
}

module.exports = {
  forbidden: [
    ...rules('packages', packages),
    ...rules('packages/sdk/src', insideSdk),
    ...rules('packages/server/src', insideServer),
    { name: 'no-cycles', severity: 'error', from: { pathNot: 'node_modules' }, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-tests-in-code',
      severity: 'error',
      from: { path: '^packages/', pathNot: tests },
      to: { path: '\\.test\\.tsx?$|packages/testing/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'default', 'types'] },
  },
};
