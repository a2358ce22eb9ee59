import { setTimeout as wait } from 'node:timers/promises';

/**
 * What was closed at the end of a file is gone a few rounds later, on a busy machine more of them. What ends by itself
 * within these 0.5 seconds is tolerated too, such as a timer that fires once: it keeps no process from its end.
 */
const [rounds, roundMs] = [50, 10];
const kinds = ['Timeout', 'TCPSocketWrap', 'TCPServerWrap', 'ProcessWrap'];

/** How many timers, connections, servers and child processes keep this process alive, by Node's name for them. */
export function countOpen() {
  const open = process.getActiveResourcesInfo();
  return Object.fromEntries(kinds.map((kind) => [kind, open.filter((each) => each === kind).length]));
}

/**
 * What is open beyond `before` and stays so, in words; empty when nothing is.
 * @returns {Promise<string>}
 */
export async function leftOpen(before) {
  let left = [];
  for (let round = 0; round < rounds; round++) {
    await wait(roundMs);
    const now = countOpen();
    left = kinds
      .filter((kind) => now[kind] > before[kind])
      .map((kind) => `${now[kind] - before[kind]} × ${kind}`);
    if (left.length === 0) break;
  }
  return left.join(', ');
}
