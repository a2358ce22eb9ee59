import { explainStart } from './explain-start.js';

/** Exit status of a process that starting again cannot help (EX_CONFIG of sysexits.h). */
export const refusedStatus = 78;

/**
 * Runs what a process starts with. When that fails with a known cause, one line on stderr says it and the process ends:
 * with 78 when somebody has to change something first, else with 1. Any other error shows its stack.
 */
export async function runMain(start: () => Promise<void>): Promise<void> {
  try {
    await start();
  } catch (error) {
    const failure = explainStart(error, process.env);
    console.error(failure ? `Not started: ${failure.line}.` : error);
    process.exit(failure?.isFinal ? refusedStatus : 1);
  }
}
