import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freePort } from '@hub/local-servers';
import { completeEnvironment } from '../apps/hub/src/local-environment.js';
import { makeKey } from '../apps/hub/src/make-key.js';
import { startHub } from '../apps/hub/src/start-hub.js';
import { startSandbox } from '../apps/sandbox/src/start-sandbox.js';
import { HubApi } from './hub-api.js';
import { SandboxApi } from './sandbox-api.js';
import { tellTheStory } from './story.js';

/*
 * The whole hub and a sandbox in one process. With --once it ends after the story, non-zero when anything failed;
 * otherwise it stays up to be looked at.
 */
const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } });
const startedAt = performance.now();
const dataDir = mkdtempSync(join(tmpdir(), 'franchise-hub-demo-'));
const port = String(values.once ? await freePort() : 3000);

const sandbox = await startSandbox({ port: values.once ? 0 : 3900 });
const local = await completeEnvironment({ DATA_DIR: dataDir });
const hub = await startHub({
  ...local.environment,
  AMOCRM_CONNECT_TO: sandbox.url,
  PORT: port,
  LOG_LEVEL: 'warn',
});

async function close(): Promise<void> {
  await hub.close();
  await sandbox.close();
  await local.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

try {
  const key = await makeKey(hub.app, 'demo');
  await tellTheStory(new HubApi(hub.url, key), new SandboxApi(sandbox.url), console.log);
  console.log(`\nDone in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`);
  if (values.once) {
    await close();
  } else {
    console.log(`\n  REST API       ${hub.url}/api/docs    key: ${key}`);
    console.log(`  the sandbox    ${sandbox.url}/`);
    console.log('\nBoth stay up; Ctrl+C ends them and removes their data.');
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => void close().then(() => process.exit(0)));
    }
  }
} catch (error) {
  console.error('\nThe demo failed:', error);
  await close();
  process.exitCode = 1;
}
