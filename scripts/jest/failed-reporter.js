import { writeFileSync } from 'node:fs';

/** Writes the paths of the files that failed, a line each, into the file that FAILED_TEST_FILES names. */
export default class FailedReporter {
  onRunComplete(_contexts, { testResults }) {
    const failed = testResults.filter(
      ({ numFailingTests, testExecError }) => numFailingTests > 0 || testExecError,
    );
    writeFileSync(
      process.env.FAILED_TEST_FILES,
      failed.map(({ testFilePath }) => `${testFilePath}\n`).join(''),
    );
  }
}
