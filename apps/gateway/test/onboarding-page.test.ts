import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startTestSandbox, type TestSandbox } from '../../sandbox/test/call-sandbox.js';
import { startGateway, type TestGateway } from './start-gateway.js';
import { SyncParts } from './sync-stand-in.js';

let sandbox: TestSandbox;
let gateway: TestGateway;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  gateway = await startGateway({ AMOCRM_CONNECT_TO: sandbox.url, PUBLIC_URL: 'http://127.0.0.1:9' }, [
    SyncParts,
  ]);
});
afterAll(async () => {
  await gateway.stop();
  await sandbox.close();
});

it('runs every command of docs/onboarding.md, in order', async () => {
  const page = readFileSync('docs/onboarding.md', 'utf8');
  const blocks = [...page.matchAll(/```sh\n(.*?)```/gs)].map((match) => match[1] ?? '');
  expect(blocks.length).toBeGreaterThanOrEqual(6);
  const { longLivedToken } = await sandbox.account({ subdomain: 'kazan' });
  const script = ['set -eo pipefail', ...blocks, 'echo', 'echo "ACCOUNT=$ACCOUNT"'].join('\n');
  const { stdout } = await promisify(execFile)('bash', ['-c', script], {
    env: { PATH: process.env.PATH, HUB: gateway.service.url, KEY: gateway.adminKey, TOKEN: longLivedToken },
  });
  expect(stdout).toContain('"state":"connected"');
  expect(stdout).toContain('"verdict":"ok"');
  expect(stdout).toContain('off-board');
  const accountId = /ACCOUNT=(.*)/.exec(stdout)?.[1] ?? '';
  expect(accountId).toMatch(/^[0-9a-f-]{36}$/);
  await gateway.api('get', `/accounts/${accountId}`).expect(404);
});
