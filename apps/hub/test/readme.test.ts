import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startSandbox, type RunningSandbox } from '../../sandbox/src/start-sandbox.js';
import { startWholeHub, type WholeHub } from './whole-hub.js';

let world: WholeHub;
let sandbox: RunningSandbox;
const folder = mkdtempSync(join(tmpdir(), 'franchise-hub-readme-'));

beforeAll(async () => {
  sandbox = await startSandbox({ rateLimit: false });
  world = await startWholeHub({ AMOCRM_CONNECT_TO: sandbox.url });
});
afterAll(async () => {
  await world.close();
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

it('README leads by hand to the first routed lead and the first press', async () => {
  const chapter = /\n## By hand\n([^]*?)\n## /.exec(readFileSync('README.md', 'utf8'))?.[1] ?? '';
  const blocks = [...chapter.matchAll(/```sh\n(.*?)```/gs)].map((match) => match[1] ?? '');
  expect(blocks.length).toBeGreaterThanOrEqual(8);
  const script = ['set -eo pipefail', ...blocks]
    .join('\n')
    .replace('http://127.0.0.1:3000', world.hub.url)
    .replace('http://127.0.0.1:3900', sandbox.url)
    .replace('fh_…', world.adminKey)
    .replaceAll('/tmp/', `${folder}/`);
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { env: { PATH: process.env.PATH } });
  expect(stdout).toContain('Поле «Номер передачи»');
  expect(stdout).toMatch(/branchName: 'Казань'/);
  expect(stdout).toMatch(/name: 'Окна на дачу'/);
  const [first, second] = stdout.trim().split('\n').slice(-2);
  expect(first).toMatch(/Заявка|Лид|лид/);
  expect(second).not.toBe(first);
});
