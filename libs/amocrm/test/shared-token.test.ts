import { expect, it } from '@jest/globals';
import { CallBatcher, type JoinableCall, type Way } from '../src/together/call-batcher.js';

const patch = (id: number, token: string): JoinableCall => ({
  ...{ host: 'one.amocrm.ru', token, method: 'PATCH', path: `/api/v4/leads/${id}` },
  join: {
    ...{ kind: 'write', method: 'PATCH', path: '/api/v4/leads', item: { id }, answers: undefined },
    cards: [`leads ${id}`],
  },
});

it('sends calls that share a request with the newest of their tokens', async () => {
  const free: (() => void)[] = [];
  const sent: string[] = [];
  const way: Way = {
    name: 'one',
    take: (signal) =>
      new Promise((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('taken along')));
        free.push(() => resolve({ wasAwaited: true, release: () => undefined }));
      }),
    send: ({ token = '' }) => {
      sent.push(token);
      return Promise.resolve({ status: 200, body: undefined });
    },
  };
  const together = new CallBatcher(() => 0);
  const calls = [patch(1, 'old'), patch(2, 'old'), patch(3, 'new')].map((call) => together.run(call, way));
  // The call that waited longest gets its slot first.
  free[0]?.();
  await Promise.all([calls[0], calls[1], calls[2]]);
  expect(sent).toEqual(['new']);
});
