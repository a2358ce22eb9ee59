import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuTime } from './jest/cpu-time.js';
import { startTestServers } from '../libs/testing/src/start-test-servers.js';

/**
 * Runs Jest with the given arguments beside one throw-away PostgreSQL, whose address the tests find in
 * TEST_POSTGRES_URL. A run of pure specs alone starts no server. RETRY_ALONE=N runs the files that failed once more, one
 * after the other, if they are not more than N: a file that passes only then depends on what runs beside it, and is
 * printed as unsteady.
 */
const args = process.argv.slice(2);
/**
 * For Jest and its workers, which share few cores: each collects its garbage in one thread, and less often, and optimizes
 * a function only after it has run fifteen times as long as V8 waits for: tests seldom run one often enough to win back
 * its compiling. Node 20, with which CI runs every test, has that last flag; newer ones refuse it. The processes that
 * tests start run as they are shipped.
 */
const workerFlags = [
  '--single-threaded-gc',
  '--min-semi-space-size=16',
  '--max-semi-space-size=32',
  ...(process.versions.node.startsWith('20.') ? ['--interrupt-budget=1000000'] : []),
];
const files = args.filter((argument) => !argument.startsWith('-'));
const isPure = files.length > 0 && files.every((file) => file.endsWith('.spec.ts'));
const servers = isPure ? undefined : await startTestServers();
const folder = mkdtempSync(join(tmpdir(), 'jest-'));
const failedFiles = join(folder, 'failed');

const before = cpuTime();
let code = await runJest(args);
const failed = existsSync(failedFiles) ? readFileSync(failedFiles, 'utf8').split('\n').filter(Boolean) : [];
if (code === 1 && failed.length > 0 && failed.length <= Number(process.env.RETRY_ALONE ?? 0)) {
  code = await runJest(['--runInBand', '--runTestsByPath', ...failed]);
  if (code === 0) console.log(`UNSTEADY, passed alone only:\n${failed.join('\n')}`);
}
const after = cpuTime();
await servers?.stop();
rmSync(folder, { recursive: true, force: true });
process.exitCode = code;
const cpu = cpuTime();
if (cpu) {
  const total = cpu.own + cpu.children;
  const inTests = after.children - before.children;
  const minutes = (seconds) => (seconds / 60).toFixed(1);
  console.log(
    `CPU time: ${minutes(total)} minutes, ${minutes(inTests)} of them in Jest, the tests and what they start, ` +
      `${minutes(total - inTests)} in the PostgreSQL that they share and in preparing it`,
  );
}

/** Runs Jest to its end and resolves with its exit code. */
async function runJest(jestArgs) {
  const jest = spawn(
    process.execPath,
    [
      ...workerFlags,
      '--import',
      './scripts/loader/register.js',
      'node_modules/jest/bin/jest.js',
      ...jestArgs,
    ],
    {
      stdio: 'inherit',
      env: { ...process.env, TEST_POSTGRES_URL: servers?.postgresUrl, FAILED_TEST_FILES: failedFiles },
    },
  );
  const stop = (signal) => jest.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
  const exitCode = await new Promise((resolve) => jest.once('exit', (exited) => resolve(exited ?? 2)));
  for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, stop);
  return exitCode;
}
