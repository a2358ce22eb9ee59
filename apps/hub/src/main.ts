import { runMain } from '@hub/platform';
import { closeOnSignal } from '@hub/service';
import { completeEnvironment } from './local-environment.js';
import { startHub } from './start-hub.js';

const signals = ['SIGINT', 'SIGTERM'] as const;
const say = (line: string) => console.log(line);

await runMain(async () => {
  const local = await completeEnvironment(process.env, { say, onGivenUp: () => process.exit(1) });
  const stopEarly = () => void local.stop().finally(() => process.exit(1));
  for (const signal of signals) process.once(signal, stopEarly);
  const hub = await startHub(local.environment, say).catch(async (error: unknown) => {
    await local.stop();
    throw error;
  });
  for (const signal of signals) process.removeListener(signal, stopEarly);
  closeOnSignal(hub, local.stop);
  local.note(hub.url);
  say(`franchise-hub answers at ${hub.url}, its API is described at ${hub.url}/api/docs. Ctrl+C ends it.`);
});
