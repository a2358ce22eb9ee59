import { createInterface } from 'node:readline';
import { readAccount, type AmocrmOptions, type Priority } from '@hub/amocrm';
import { startAmocrm } from './amocrm-fixture.js';

/** What a worker process is started with. */
export interface WorkerSetup {
  databaseUrl: string;
  keys: string;
  options: AmocrmOptions;
  isUnlimited?: boolean;
}

/** One line of work: so many concurrent calls for one account. */
export interface WorkerOrder {
  accountId: string;
  calls: number;
  priority: Priority;
}

/** What came of it: failed calls by the name of their error. */
export interface WorkerReply {
  succeeded: number;
  failures: Record<string, number>;
}

/** A process that calls amoCRM when told to, one JSON line in and one JSON line out; ends with its input. */
const setup = JSON.parse(process.argv[2] ?? '') as WorkerSetup;
const hub = await startAmocrm(setup.databaseUrl, setup.options, setup);
process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  const { accountId, calls, priority } = JSON.parse(line) as WorkerOrder;
  const amo = hub.clients.forAccount(accountId, priority);
  const reply: WorkerReply = { succeeded: 0, failures: {} };
  await Promise.all(
    Array.from({ length: calls }, () =>
      readAccount(amo).then(
        () => reply.succeeded++,
        (error: unknown) => {
          const name = error instanceof Error ? error.name : 'unknown';
          reply.failures[name] = (reply.failures[name] ?? 0) + 1;
        },
      ),
    ),
  );
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
await hub.close();
