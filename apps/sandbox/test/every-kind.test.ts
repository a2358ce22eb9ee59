import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { stateToJson } from '../src/state/save-state.js';
import { startTestSandbox, withoutLinkQueries, type Reply, type TestSandbox } from './call-sandbox.js';
import { configurationSteps, everyList, readSteps } from './every-kind/configuration-steps.js';
import { entitySteps } from './every-kind/entity-steps.js';
import { expectedNews, observe } from './every-kind/expected-news.js';
import { brokenInvariants, newsSince } from './every-kind/invariants.js';
import { personSteps } from './every-kind/person-steps.js';
import { lagSeconds, World, type Call } from './every-kind/world.js';

const step = fc.oneof(
  { weight: 8, arbitrary: entitySteps },
  { weight: 6, arbitrary: configurationSteps },
  { weight: 3, arbitrary: personSteps },
  { weight: 2, arbitrary: readSteps },
);

describe('calls of every kind in any order', () => {
  let sandbox: TestSandbox;
  let count = 0;
  /** How often each status was answered, to see that the calls are no mere refusals. */
  const answered = new Map<number, number>();

  beforeAll(async () => {
    sandbox = await startTestSandbox();
  });
  afterAll(() => sandbox.close());

  function send(world: World, { method, path, body }: Call): Promise<Reply> {
    if (path.startsWith('/__sandbox__/')) return sandbox.call(method, path, { body });
    return world.api(method, path, body);
  }

  /** Makes one call and tells what is wrong after it; null when nothing is. */
  async function tryCall(world: World, call: Call): Promise<unknown> {
    const before = observe(world.account);
    const whole = stateToJson(world.account);
    const events = world.account.events.length;
    const hooks = world.hooks().length;
    const { status, body } = await send(world, call);
    answered.set(status, (answered.get(status) ?? 0) + 1);
    if (status >= 500 && status !== 501) return { status, body };
    if ((status >= 400 || call.method === 'GET') && stateToJson(world.account) !== whole)
      return { status, wrong: 'a refused or reading call changed something' };
    const broken = brokenInvariants(world.account);
    if (broken.length > 0) return broken;
    const published = newsSince(world.account, events, world.hooks().slice(hooks));
    const expected = expectedNews(before, observe(world.account));
    const sorted = (set: Set<string>): string[] => [...set].sort();
    for (const kind of ['events', 'hooks'] as const) {
      const [have, want] = [sorted(published[kind]), sorted(expected[kind])];
      if (JSON.stringify(have) !== JSON.stringify(want))
        return { status, kind, published: have, expected: want };
    }
    return null;
  }

  /** Once the lag is over and nobody writes, filtered lists show what plain ones show (entities 18.13). */
  async function afterTheLag(world: World): Promise<void> {
    await sandbox.control('POST', 'clock', { advanceMs: lagSeconds * 1000 });
    for (const kind of ['leads', 'contacts', 'companies'] as const) {
      const all = [...world.account[kind].keys()].map((id) => `filter[id][]=${id}`).join('&');
      const rows = async (query: string): Promise<unknown> => {
        const { body } = await world.api('GET', `/api/v4/${kind}?limit=250&order[id]=asc&${query}`);
        return withoutLinkQueries(body?._embedded ?? null);
      };
      expect([kind, await rows(all)]).toEqual([kind, await rows('')]);
    }
  }

  const readAll = (world: World): Promise<Reply[]> =>
    Promise.all(everyList.map((path) => world.api('GET', path)));

  async function afterLoading(world: World): Promise<void> {
    const answers = async (): Promise<unknown[]> =>
      (await readAll(world)).map(({ status, body }, index) => [everyList[index], status, body]);
    const before = await answers();
    const hooks = structuredClone(world.hooks());
    sandbox.sandbox.load(sandbox.sandbox.save());
    expect(await answers()).toEqual(before);
    expect(world.hooks()).toEqual(hooks);
  }

  it('never answer 500, break nothing, and are told exactly when they change something', async () => {
    const property = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 15 }), async (steps) => {
      count += 1;
      const world = await World.start(sandbox, `every${count}`);
      const made: Call[] = [];
      for (const next of steps) {
        const call = next(world);
        made.push(call);
        const wrong = await tryCall(world, call);
        if (wrong !== null) throw new Error(JSON.stringify({ wrong, last: made.slice(-4) }, null, 1));
      }
      await afterTheLag(world);
      await afterLoading(world);
      await sandbox.control('DELETE', `accounts/${world.subdomain}`);
    });
    await fc.assert(property, { numRuns: process.env.LONG_TESTS ? 80 : 25 });
    const right = (answered.get(200) ?? 0) + (answered.get(201) ?? 0) + (answered.get(204) ?? 0);
    expect(right).toBeGreaterThan((answered.get(400) ?? 0) / 2);
  });
});
