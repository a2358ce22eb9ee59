import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, startNatsServer } from '@hub/local-servers';
import { completeEnvironment } from './local-environment.js';

/*
 * The distributed mode on one machine, for places without Docker: PostgreSQL, nats-server and one process per service.
 * The gateway listens on PORT (3000); the others get free ports for their health and metrics.
 */
const services = ['gateway', 'sync', 'router', 'limits'] as const;

const local = await completeEnvironment(process.env);
const nats = await startNatsServer(join(local.dataDir, 'nats'), process.env);
const children = new Map<string, ChildProcess>();
const state = { isStopping: false };

for (const service of services) {
  const port = service === 'gateway' ? (local.environment.PORT ?? '3000') : String(await freePort());
  const main = fileURLToPath(new URL(`../../${service}/src/main.js`, import.meta.url));
  const child = spawn(process.execPath, ['--enable-source-maps', main], {
    stdio: 'inherit',
    env: { ...local.environment, NATS_URL: nats.url, PORT: port },
  });
  children.set(service, child);
  child.once('exit', (code) => {
    children.delete(service);
    if (!state.isStopping) console.log(`${service} ended with ${String(code)}; stopping the others`);
    stop(state.isStopping ? 0 : 1);
  });
  console.log(`${service}: process ${String(child.pid)}, http://127.0.0.1:${port}`);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop(0));

function stop(code: number): void {
  if (!state.isStopping) {
    state.isStopping = true;
    process.exitCode = code;
    for (const child of children.values()) child.kill('SIGTERM');
  }
  if (children.size === 0) void nats.stop().then(local.stop);
}
