import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freePort } from '@hub/local-servers';
import { completeEnvironment } from '../apps/hub/src/local-environment.js';
import { makeKey } from '../apps/hub/src/make-key.js';
import { startHub } from '../apps/hub/src/start-hub.js';
import { startSandbox } from '../apps/sandbox/src/start-sandbox.js';
import { CleanUp } from './clean-up.js';
import { HubApi } from './hub-api.js';
import { SandboxApi } from './sandbox-api.js';
import { runStory } from './story.js';

/*
 * The whole hub and a sandbox in one process. With --once it ends after the story, non-zero when anything failed;
 * otherwise it stays up to be tried. However it ends, what it started is stopped and its data removed.
 */
const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } });
const startedAt = performance.now();
const cleanUp = new CleanUp();
cleanUp.onSignals();

try {
  const dataDir = mkdtempSync(join(tmpdir(), 'franchise-hub-demo-'));
  cleanUp.add(() => rmSync(dataDir, { recursive: true, force: true }));
  // PostgreSQL started by root runs under another account, which has to reach its folder.
  chmodSync(dataDir, 0o755);
  const local = await cleanUp.keep(
    () => completeEnvironment({ DATA_DIR: dataDir }, { say: console.log, onGivenUp: () => process.exit(1) }),
    async (made) => {
      await made.stop();
      if (made.databaseDir) rmSync(made.databaseDir, { recursive: true, force: true });
    },
  );
  const sandboxPort = await port(3900);
  const sandbox = await cleanUp.keep(
    () => startSandbox({ port: sandboxPort }),
    (made) => made.close(),
  );
  const hubPort = await port(3000);
  const hub = await cleanUp.keep(
    () =>
      startHub({
        ...local.environment,
        AMOCRM_CONNECT_TO: sandbox.url,
        PORT: String(hubPort),
        LOG_LEVEL: 'error',
      }),
    (made) => made.close(),
  );
  const key = await makeKey(hub.app, 'demo');
  await runStory(new HubApi(hub.url, key), new SandboxApi(sandbox.url), console.log);
  console.log(`\nГотово за ${((performance.now() - startedAt) / 1000).toFixed(1)} с.`);
  if (values.once) {
    await cleanUp.run();
  } else {
    console.log(`\n  REST API       ${hub.url}/api/docs    ключ: ${key}`);
    console.log(`  песочница      ${sandbox.url}/`);
    console.log('\nОба работают дальше; Ctrl+C останавливает их и удаляет их данные.');
  }
} catch (error) {
  if (!cleanUp.hasBegun) console.error('\nДемонстрация не удалась:', error);
  await cleanUp.run();
  process.exit(1);
}

/** The port people expect; any free one with --once, or when somebody else has it. */
async function port(wanted: number): Promise<number> {
  if (values.once) return freePort();
  const found = await freePort(wanted);
  if (found !== wanted) console.log(`Порт ${wanted} занят, поэтому используется ${found}.`);
  return found;
}
