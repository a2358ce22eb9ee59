import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { startTestServers } from '@hub/testing';

/**
 * Runs Jest with the given arguments beside one throw-away PostgreSQL, whose address the tests find in
 * TEST_POSTGRES_URL. A run of pure specs alone starts no server.
 */
const args = process.argv.slice(2);
const files = args.filter((argument) => !argument.startsWith('-'));
const isPure = files.length > 0 && files.every((file) => file.endsWith('.spec.ts'));
const servers = isPure ? undefined : await startTestServers();
const jest = spawn(
  process.execPath,
  ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', ...args],
  {
    stdio: 'inherit',
    env: { ...process.env, TEST_POSTGRES_URL: servers?.postgresUrl },
  },
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => jest.kill(signal));
const code = await new Promise<number>((resolve) => jest.once('exit', (exitCode) => resolve(exitCode ?? 1)));
await servers?.stop();
process.exitCode = code;
const minutes = cpuMinutes();
if (minutes !== null)
  console.log(`CPU time: ${minutes.toFixed(1)} minutes, servers and their processes included`);

/** What this process and its ended descendants used; null where the system does not tell (no /proc). */
function cpuMinutes(): number | null {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8');
    // Behind the name in parentheses: utime, stime, cutime, cstime are the 12th to 15th values.
    const values = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = values.slice(11, 15).reduce((sum, value) => sum + Number(value), 0);
    return ticks / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' })) / 60;
  } catch {
    return null;
  }
}
