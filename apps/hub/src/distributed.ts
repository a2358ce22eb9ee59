import { join } from 'node:path';
import { freePort, keepNatsServer, keepRunning, type Kept } from '@hub/local-servers';
import { runMain } from '@hub/platform';
import { completeEnvironment } from './local-environment.js';
import { startServiceProcess } from './service-process.js';

/*
 * The distributed mode on one machine, for places without Docker: PostgreSQL, nats-server and one process per service.
 * The gateway listens on PORT (3000); the others get free ports for their health. METRICS_PORT is the gateway's, and the
 * next ones the others'. Whatever dies is started again; what dies again and again ends all.
 */
const services = ['gateway', 'observer', 'sync', 'router', 'limits'] as const;
const say = (line: string) => console.log(line);
/** What was started, the first one first. */
const kept: { stop(): Promise<void> }[] = [];
let stopping: Promise<void> | undefined;

await runMain(async () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stopAll(0));
  const onGivenUp = () => void stopAll(1);
  try {
    const local = await completeEnvironment(process.env, { say, onGivenUp, isFolderUsed: true });
    kept.push(local);
    say('Starting nats-server …');
    const nats = await keepNatsServer(join(local.dataDir, 'nats'), process.env, { say, onGivenUp });
    kept.push(nats);
    const gatewayPort = Number(local.environment.PORT || 3000) || (await freePort());
    const { HOST: host, PUBLIC_URL: given } = local.environment;
    // Each service has to name the gateway's address, not its own.
    const PUBLIC_URL = given || `http://${host || '127.0.0.1'}:${gatewayPort}`;
    const environment = { ...local.environment, NATS_URL: nats.url, PUBLIC_URL };
    const metricsPort = local.environment.METRICS_PORT;
    const metrics = (at: number) => (metricsPort ? { METRICS_PORT: String(Number(metricsPort) + at) } : {});
    const started: Kept[] = [];
    for (const [at, name] of services.entries()) {
      const port = name === 'gateway' ? gatewayPort : await freePort();
      const start = async () => {
        const made = await startServiceProcess(name, { ...environment, ...metrics(at), PORT: String(port) });
        say(`${name}: process ${made.pid}, http://127.0.0.1:${port}`);
        return made;
      };
      started.push(await keepRunning({ name, start, say, onGivenUp }));
      if (name === 'gateway') local.note(`http://127.0.0.1:${port}`);
    }
    kept.push({
      stop: async () => {
        await Promise.all(started.map((one) => one.stop()));
      },
    });
  } catch (error) {
    await stopKept();
    throw error;
  }
});

/** Ends the services first, then what they need, then this process. */
function stopAll(status: number): Promise<void> {
  return (stopping ??= stopKept().then(
    () => process.exit(status),
    () => process.exit(1),
  ));
}

async function stopKept(): Promise<void> {
  for (let next = kept.pop(); next !== undefined; next = kept.pop()) await next.stop();
}
