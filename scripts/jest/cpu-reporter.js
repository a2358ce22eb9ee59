import { relative } from 'node:path';

const shown = Number(process.env.SHOWN ?? 10);

/** Prints the files that took the most CPU time, with the processes that they started and that have ended. */
export default class CpuReporter {
  onRunComplete(_contexts, { testResults }) {
    const measured = testResults
      .filter(({ cpu }) => cpu)
      .map(({ testFilePath, cpu }) => ({ file: relative(process.cwd(), testFilePath), ...cpu }))
      .sort((one, other) => other.own + other.children - one.own - one.children);
    if (measured.length < 2) return;
    console.log('\nMost CPU seconds, in the worker + in processes of the test:');
    for (const { file, own, children } of measured.slice(0, shown))
      console.log(`${own.toFixed(1).padStart(7)} + ${children.toFixed(1).padStart(5)}  ${file}`);
  }
}
