import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Ending } from '@hub/local-servers';
import { refusedStatus } from '@hub/platform';

/**
 * Starts one service of the distributed mode; its output goes to this process's own. The channel between them shows the
 * service when this process dies, and it drains then.
 */
export function startServiceProcess(
  name: string,
  env: NodeJS.ProcessEnv,
): Promise<{ pid: number; ended: Promise<Ending>; stop(): Promise<void> }> {
  const main = fileURLToPath(new URL(`../../${name}/src/main.js`, import.meta.url));
  const child = spawn(process.execPath, ['--enable-source-maps', main], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env,
    detached: true,
  });
  const ended = new Promise<Ending>((resolve) => {
    child.once('error', (error) => resolve({ reason: error.message }));
    child.once('exit', (code, signal) =>
      resolve({ reason: signal ?? `status ${code ?? 'unknown'}`, isFinal: code === refusedStatus }),
    );
  });
  return Promise.resolve({
    pid: child.pid ?? 0,
    ended,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  });
}
