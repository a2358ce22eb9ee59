import { closeOnSignal } from '@hub/service';
import { completeEnvironment } from './local-environment.js';
import { startHub } from './start-hub.js';

const local = await completeEnvironment(process.env);
const hub = await startHub(local.environment).catch(async (error: unknown) => {
  await local.stop();
  throw error;
});
closeOnSignal(hub, local.stop);
console.log(`franchise-hub answers at ${hub.url}, its API is described at ${hub.url}/api/docs`);
