import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { zipSync } from 'fflate';
import { filesOf, readCase } from './good-archive.js';

const folder = mkdtempSync(join(tmpdir(), 'widget-'));
const good = join(folder, 'good.zip');
const bad = join(folder, 'bad.zip');

beforeAll(() => {
  writeFileSync(bad, zipSync(Object.fromEntries(filesOf(readCase('w04-bad-settings-tour')))));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command of the widget to its end. */
function run(name: 'build' | 'check', ...args: string[]): Promise<{ code: number; said: string }> {
  const command = ['--import', './scripts/loader/register.js', `apps/widget/src/${name}/main.ts`, ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, command, (error, out, errors) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, said: out + errors });
    });
  });
}

it('builds an archive that passes its own check, twice the same', async () => {
  const hub = ['--hub', 'https://hub.example.com'];
  expect(await run('build', ...hub, '--out', good)).toMatchObject({ code: 0 });
  const again = join(folder, 'again.zip');
  await run('build', ...hub, '--out', again);
  expect(readFileSync(again).equals(readFileSync(good))).toBe(true);
  expect(await run('check', good)).toEqual({
    code: 0,
    said: 'Архив готов к загрузке: ошибок нет, предупреждений: 0.\n',
  });
});

it('tells every fault with its path, and ends with 1', async () => {
  const { code, said } = await run('check', bad);
  expect(code).toBe(1);
  expect(said).toContain('images/tour_9_ru.png');
  expect(said.split('\n').filter((line) => line.startsWith('ошибка'))).toHaveLength(3);
  const { said: json } = await run('check', bad, '--json', '--locale', 'en');
  const { verdict, complaints } = JSON.parse(json);
  expect([verdict, complaints.length]).toEqual(['bad', 4]);
});

it('ends with 2 and says how to call it where nothing can be done', async () => {
  for (const args of [[], [join(folder, 'nothing.zip')], ['package.json']])
    expect(await run('check', ...args)).toMatchObject({ code: 2, said: expect.stringContaining('zip') });
  for (const args of [
    [],
    ['--hub', 'http://hub.example.com'],
    ['--hub', 'https://hub.example.com', '--version', 'x'],
  ])
    expect(await run('build', ...args)).toMatchObject({
      code: 2,
      said: expect.stringMatching(/https|1\.0\.1/),
    });
});
