import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'franchise-hub-env-'));
  mkdirSync(join(folder, 'scripts'));
  cpSync('scripts/env-file.mjs', join(folder, 'scripts', 'env-file.mjs'));
  cpSync('.env.example', join(folder, '.env.example'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a program started with `withEnvFile` sees of the file, or what it was refused with. */
async function read(text: string, real: Record<string, string> = {}) {
  writeFileSync(join(folder, '.env'), text);
  const program = `import { withEnvFile } from './scripts/env-file.mjs';
    console.log(JSON.stringify(withEnvFile(process.cwd(), process.env)));`;
  return new Promise<{ seen: Record<string, string> | null; said: string }>((resolve) => {
    execFile(
      process.execPath,
      ['--input-type=module', '-e', program],
      { cwd: folder, env: real },
      (error, stdout, stderr) => {
        const seen = error ? null : (JSON.parse(stdout) as Record<string, string>);
        resolve({ seen, said: stderr });
      },
    );
  });
}

describe('the .env of the folder', () => {
  it('adds variables, in every form people write them, and a real variable wins', async () => {
    const text = [
      '# a comment',
      '',
      'PORT=3100 # beside a value',
      'export LOG_LEVEL=warn',
      'PUBLIC_URL = "https://hub.example"',
      "NATS_PASSWORD='a#b'",
      'HOST=0.0.0.0',
      'HUB_SECRET_KEYS=1:AAAA=',
    ].join('\r\n');
    const { seen, said } = await read(`\uFEFF${text}`, { HOST: '127.0.0.1', LOG_LEVEL: '' });
    expect(seen).toEqual({
      ...{ PORT: '3100', LOG_LEVEL: '', PUBLIC_URL: 'https://hub.example', NATS_PASSWORD: 'a#b' },
      ...{ HOST: '127.0.0.1', HUB_SECRET_KEYS: '1:AAAA=' },
    });
    expect(said).toBe('');
  });

  it.each([
    ['PORT 3100', /line 2 is not of the form NAME=value/],
    ['- PORT=3100', /line 2 is not/],
    ['PORT: 3100', /line 2 is not/],
    ['NATS_PASSWORD="sesame', /line 2: the quote after NATS_PASSWORD=/],
    ['=sesame', /line 2 is not/],
  ])('names the broken line in %s, and nothing of its value', async (line, words) => {
    const { seen, said } = await read(`PORT=3000\n${line}\n`);
    expect(seen).toBeNull();
    expect(said).toMatch(words);
    expect(said.trim().split('\n')).toHaveLength(1);
    expect(said).not.toContain('sesame');
  });

  it('names a variable that nothing reads', async () => {
    const { said } = await read('AMOCRM_CONECT_TO=http://127.0.0.1:3900\n');
    expect(said).toMatch(/line 1: AMOCRM_CONECT_TO is no variable of the hub/);
  });
});

it('a new package that refuses Node 20.19 fails the check, and the list of old ones is exact', async () => {
  const check = (lock: string) =>
    new Promise<{ status: number; said: string }>((resolve) => {
      execFile(process.execPath, ['scripts/check-engines.mjs', lock], (error, stdout, stderr) =>
        resolve({ status: error ? 1 : 0, said: stdout + stderr }),
      );
    });
  expect(await check('package-lock.json')).toMatchObject({ status: 0 });
  const lock = join(folder, 'lock.json');
  const packages = { '': {}, 'node_modules/shiny': { version: '1.0.0', engines: { node: '>=22' } } };
  writeFileSync(lock, JSON.stringify({ packages }));
  const { status, said } = await check(lock);
  expect(status).toBe(1);
  expect(said).toMatch(/shiny@1\.0\.0 refuses Node 20\.19\.0/);
  expect(said).toMatch(/commander@15\.0\.0 no longer refuses/);
});
