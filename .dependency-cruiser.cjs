/** Import rules; each failure names the rule and both files. */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      // Types count: a cycle of them is as hard to read.
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-deep-imports-into-a-lib',
      comment: 'A lib is reached through its entry file (@hub/name) or its pure one (@hub/name/pure) only.',
      severity: 'error',
      from: { path: '^(apps|libs)/([^/]+)/' },
      to: { path: '^libs/([^/]+)/', pathNot: ['^libs/[^/]+/src/(index|pure)\\.ts$', '^$1/$2/'] },
    },
    {
      name: 'no-app-imports-app',
      comment:
        'Apps share messages and libs; only the hub runs them all. Tests start the sandbox by its entry, and the command line checks blueprints with the reader of sync.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: ['^apps/(hub|cli)/'] },
      to: {
        path: '^apps/',
        pathNot: ['^apps/$1/', '^apps/sandbox/(src/start-sandbox|test/call-sandbox)\\.ts$'],
      },
    },
    {
      name: 'no-app-imports-app',
      severity: 'error',
      from: { path: '^apps/cli/' },
      to: {
        path: '^apps/',
        pathNot: ['^apps/cli/', '^apps/sync/src/configuration/(read-blueprint|yaml-reader)\\.ts$'],
      },
    },
    {
      name: 'no-lib-imports-app',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/', pathNot: ['^apps/sandbox/(src/start-sandbox|test/call-sandbox)\\.ts$'] },
    },
    {
      name: 'sandbox-knows-nothing-of-the-hub',
      severity: 'error',
      from: { path: '^apps/sandbox/src' },
      to: { path: '^libs/' },
    },
    {
      name: 'testing-only-in-tests',
      severity: 'error',
      from: { pathNot: ['/test/', '\\.spec\\.ts$', '^libs/testing/'] },
      to: { path: '^libs/testing/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
