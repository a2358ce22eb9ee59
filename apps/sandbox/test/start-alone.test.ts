import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { programOf } from '@hub/testing';
import { startTestSandbox, type TestSandbox } from './call-sandbox.js';

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

describe('the sandbox started from a terminal', () => {
  let folder: string;
  let other: TestSandbox;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
    other = await startTestSandbox({ folder });
    await other.account({ subdomain: 'saved', name: 'Сохранённый' });
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await other.close();
    await rm(folder, { recursive: true });
  });

  const start = (...args: string[]): ChildProcess => {
    const script = [...programOf('apps/sandbox/src/main.ts'), ...args];
    const child = spawn(process.execPath, script, { stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(child);
    return child;
  };

  /** Ends the process as Ctrl+C does once its output has `sign`; resolves when it is gone. */
  function watch(child: ChildProcess, sign: RegExp, seen: (out: string) => Promise<void>): Promise<Ended> {
    const ended: Ended = { code: null, out: '', err: '' };
    return new Promise((resolve, reject) => {
      let isChecked = false;
      child.stderr?.on('data', (chunk: Buffer) => (ended.err += chunk.toString()));
      child.stdout?.on('data', (chunk: Buffer) => {
        ended.out += chunk.toString();
        if (isChecked || !sign.test(ended.out)) return;
        isChecked = true;
        seen(ended.out).then(() => child.kill('SIGINT'), reject);
      });
      child.once('error', reject);
      child.once('close', (code) => resolve({ ...ended, code }));
    });
  }

  const atOnce = (child: ChildProcess): Promise<Ended> => watch(child, /Ctrl\+C/, () => Promise.resolve());

  it('loads a saved file, shows its ports and ends on a signal', async () => {
    const file = join(folder, 'state.json');
    await other.control('POST', 'save', { file: 'state.json' });
    const child = start('--port', '0', '--tls-port', '0', '--load', file);
    const ended = await watch(child, /Ctrl\+C/, async (out) => {
      const url = /The page and the API +(http:\S+)\//.exec(out)?.[1] ?? '';
      const answer = await fetch(`${url}/__sandbox__/accounts`);
      expect(await answer.json()).toMatchObject([{ subdomain: 'saved', name: 'Сохранённый' }]);
      expect((await fetch(`${url}/`)).status).toBe(200);
    });
    expect(ended).toMatchObject({ code: 0, err: '' });
    expect(ended.out).toMatch(/with TLS +https:\/\/127\.0\.0\.1:\d+\//);
    expect(ended.out).toContain('1 accounts');
  });

  it('says in words that a port is taken, a file is no state, an option is unknown', async () => {
    const port = new URL(other.url).port;
    const taken = await atOnce(start('--port', port));
    expect(taken).toMatchObject({ code: 1, out: '' });
    expect(taken.err).toContain(`Port ${port} is taken`);
    expect((await atOnce(start('--port', '0', '--tls-port', port))).err).toContain(`Port ${port} is taken`);

    const file = join(folder, 'broken.json');
    await writeFile(file, '{"version":1}');
    const broken = await atOnce(start('--port', '0', '--load', file));
    expect(broken).toMatchObject({ code: 1, err: `Can not load ${file}: not a saved sandbox state\n` });

    const unknown = await atOnce(start('--prot', '1'));
    expect(unknown.code).toBe(2);
    expect(unknown.err).toContain('Usage: npm run sandbox');
  });
});
