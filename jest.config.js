/** Pure specs sit beside their file; everything that needs a server lives in a `test/` folder. */
export default {
  testMatch: ['**/*.spec.ts', '**/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.data', '<rootDir>/.cache'],
  // Node loads the tests (scripts/loader), not Jest.
  testRunner: '<rootDir>/scripts/jest/runner.js',
  testEnvironment: '<rootDir>/scripts/jest/environment.js',
  transform: {},
  reporters: [
    'default',
    '<rootDir>/scripts/jest/cpu-reporter.js',
    '<rootDir>/scripts/jest/failed-reporter.js',
    '<rootDir>/scripts/jest/leak-reporter.js',
  ],
  testTimeout: 300_000,
  // Tests mostly wait: for limits of the API, leases, answers held back. Four at a time keep two cores busy.
  maxWorkers: 4,
  // A worker that is nearly full spends its time on collecting garbage, and starts anew instead.
  workerIdleMemoryLimit: '700MB',
};
