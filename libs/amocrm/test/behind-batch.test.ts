import { expect, it } from '@jest/globals';
import { CallBatcher, type JoinableCall, type Way } from '../src/together/call-batcher.js';

const write = (method: 'POST' | 'PATCH', path: string, card: number): JoinableCall => ({
  ...{ host: 'one.amocrm.ru', method, path: `${path}/${card}` },
  join: { ...{ kind: 'write', method, path, item: { id: card }, answers: undefined }, cards: [`${card}`] },
});
const patch = (card: number) => write('PATCH', '/api/v4/leads', card);
const link = (card: number) => write('POST', '/api/v4/leads/link', card);

/** An account whose slots are free, but for the calls that wait while `isFull`. */
function openAccount() {
  const sent: string[] = [];
  const waiting: (() => void)[] = [];
  const account = { isFull: false, sent, waiting };
  const way: Way = {
    name: 'one',
    take: ({ signal } = {}) =>
      new Promise((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('taken along')));
        const wasAwaited = account.isFull;
        const give = () => resolve({ wasAwaited, release: () => undefined });
        if (wasAwaited) waiting.push(give);
        else setImmediate(give);
      }),
    send: ({ method, path }) => {
      sent.push(`${method} ${path.replace('/api/v4/', '')}`);
      return Promise.resolve({ status: 200, body: undefined });
    },
  };
  const together = new CallBatcher(() => performance.now());
  return Object.assign(account, { run: (call: JoinableCall) => together.run(call, way) });
}

it('gathers the writes that follow a batch, although slots are free', async () => {
  const account = openAccount();
  account.isFull = true;
  const leads = [1, 2, 3].map(async (card) => {
    await account.run(patch(card));
    await account.run(link(card));
  });
  account.isFull = false;
  account.waiting[0]?.();
  await Promise.all(leads);
  expect(account.sent).toEqual(['PATCH leads', 'POST leads/link']);
});

it('lets more writes of the batch’s own kind, and those behind a single write, leave alone at once', async () => {
  const account = openAccount();
  account.isFull = true;
  const batch = Promise.all([1, 2].map((card) => account.run(patch(card))));
  account.isFull = false;
  account.waiting[0]?.();
  await batch;
  await account.run(patch(3));
  expect(account.sent).toEqual(['PATCH leads', 'PATCH leads/3']);
  const other = openAccount();
  await other.run(patch(1));
  await Promise.all([2, 3].map((card) => other.run(link(card))));
  expect(other.sent).toEqual(['PATCH leads/1', 'POST leads/link/2', 'POST leads/link/3']);
});
