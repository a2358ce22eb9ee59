import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { programOf } from '@hub/testing';
import type { WorkerOrder, WorkerReply, WorkerSetup } from './call-worker.js';

/** A separate process that makes calls, so that locks and budgets are tried across processes. */
export interface Worker {
  /** Makes the calls and tells what came of them; rejects when the process ends before. */
  order(order: WorkerOrder): Promise<WorkerReply>;
  /** kill -9. */
  kill(): Promise<void>;
  /** Lets it end by itself. */
  close(): Promise<void>;
}

export async function startWorker(setup: WorkerSetup): Promise<Worker> {
  const child = spawn(
    process.execPath,
    [...programOf('libs/amocrm/test/call-worker.ts'), JSON.stringify(setup)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => {
    const line = await lines.next();
    if (line.done) throw new Error('the worker ended');
    return line.value;
  };
  await nextLine();
  return {
    async order(order) {
      child.stdin.write(`${JSON.stringify(order)}\n`);
      return JSON.parse(await nextLine()) as WorkerReply;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}
