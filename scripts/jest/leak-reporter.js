import { relative } from 'node:path';

/** Prints the files that left a timer, a connection, a server or a child process open, which keeps their worker alive. */
export default class LeakReporter {
  onRunComplete(_contexts, { testResults }) {
    for (const { testFilePath, open } of testResults)
      if (open) console.log(`Left open by ${relative(process.cwd(), testFilePath)}: ${open}`);
  }
}
