import { spawn, type ChildProcess } from 'node:child_process';
import { eventually } from '@hub/testing';

/** A program of `dist/`, seen from outside. */
export interface Launched {
  process: ChildProcess;
  /** Everything it wrote so far, to stdout and stderr. */
  output: () => string;
  /** Its exit status, once it has ended; a signal's name when one ended it. */
  ended: Promise<number | string>;
  end(signal?: NodeJS.Signals): Promise<number | string>;
}

/** Starts `dist/<file>` with exactly these variables beside PATH and HOME, so build before. */
export function launch(file: string, environment: Record<string, string>, args: string[] = []): Launched {
  const { PATH = '', HOME = '', NATS_SERVER_BIN = '' } = process.env;
  const child = spawn(process.execPath, [`dist/${file}`, ...args], {
    env: { PATH, HOME, NATS_SERVER_BIN, LOG_LEVEL: 'error', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const ended = new Promise<number | string>((resolve) =>
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown')),
  );
  return {
    process: child,
    output: () => output,
    ended,
    async end(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
}

/** The first match in what the program wrote; waits for it. Throws with the whole output when it has ended without. */
export function untilSaid(launched: Launched, words: RegExp, deadlineMs = 180_000): Promise<RegExpExecArray> {
  return eventually(() => {
    const found = words.exec(launched.output());
    if (!found) throw new Error(`${String(words)} was not said:\n${launched.output()}`);
    return found;
  }, deadlineMs);
}

/** Waits until the process at this address takes work. */
export async function untilReady(url: string, deadlineMs = 180_000): Promise<void> {
  await eventually(async () => {
    const answer = await fetch(`${url}/health/ready`);
    if (!answer.ok) throw new Error(`not ready: ${await answer.text()}`);
  }, deadlineMs);
}
