import { setImmediate as turn } from 'node:timers/promises';

const kinds = ['Timeout', 'TCPSocketWrap', 'TCPServerWrap', 'ProcessWrap'];

/** How many timers, connections, servers and child processes keep this process alive, by Node's name for them. */
export function countOpen() {
  const open = process.getActiveResourcesInfo();
  return Object.fromEntries(kinds.map((kind) => [kind, open.filter((each) => each === kind).length]));
}

/**
 * What is open now beyond `before`, in words; empty when nothing is.
 * @returns {Promise<string>}
 */
export async function leftOpen(before) {
  // What was closed at the end of the file is gone a turn later.
  await turn();
  const now = countOpen();
  return kinds
    .filter((kind) => now[kind] > before[kind])
    .map((kind) => `${now[kind] - before[kind]} × ${kind}`)
    .join(', ');
}
