import { spawn } from 'node:child_process';
import { cpuTime } from './jest/cpu-time.js';
import { startTestServers } from '../libs/testing/src/start-test-servers.js';

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
  ['--import', './scripts/loader/register.js', 'node_modules/jest/bin/jest.js', ...args],
  {
    stdio: 'inherit',
    env: { ...process.env, TEST_POSTGRES_URL: servers?.postgresUrl },
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => jest.kill(signal));
const code = await new Promise((resolve) => jest.once('exit', (exitCode) => resolve(exitCode ?? 1)));
await servers?.stop();
process.exitCode = code;
const cpu = cpuTime();
if (cpu)
  console.log(
    `CPU time: ${((cpu.own + cpu.children) / 60).toFixed(1)} minutes, servers and their processes included`,
  );
