/** Pure specs sit beside their file; everything that needs a server lives in a `test/` folder. */
export default {
  testEnvironment: 'node',
  testMatch: ['**/*.spec.ts', '**/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.data', '<rootDir>/.cache'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^@hub/(.*)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*(?<!\\.json))\\.js$': '$1',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  testTimeout: 180_000,
  // Tests mostly wait: for limits of the API, leases, answers held back. Three at a time keep two cores busy.
  maxWorkers: 3,
  // Each file's modules stay in the memory of its worker, and one that is nearly full spends its time on collecting garbage.
  workerIdleMemoryLimit: '700MB',
};
