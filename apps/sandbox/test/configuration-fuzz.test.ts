import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type Api, type TestSandbox } from './call-sandbox.js';

/** A small generator with a seed, so that a failure can be run again. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const keys =
  'constructor id name sort type code enums currency group_id required_statuses hidden_statuses chained_lists rights leads view status_rights pipeline_id status_id entity_id entity_type bot_id fields color email password _embedded statuses descriptions level description is_main is_unsorted_on value role_id remind data execute_handlers handler params url metadata'.split(
    ' ',
  );

describe('random configuration calls', () => {
  let sandbox: TestSandbox;
  let api: Api;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    ({ api } = await sandbox.account({ subdomain: 'fuzz' }));
  });
  afterAll(() => sandbox.close());

  it.each([1, 2, 3])('find no 500 and leave one main pipeline and unique ids, seed %d', async (seed) => {
    const random = randomFrom(seed);
    const pick = <T>(list: readonly T[]): T | undefined => list[random(list.length)];
    const known: number[] = [142, 143, 1, 0, -1];
    const value = (depth: number): unknown => {
      switch (random(depth > 0 ? 9 : 7)) {
        case 0:
          return null;
        case 1:
          return pick(known);
        case 2:
          return pick([
            '',
            ' ',
            'text',
            'select',
            'monetary',
            'constructor',
            '__proto__',
            'A',
            'D',
            'leads',
            '#fffeb2',
            'USD',
          ]);
        case 3:
          return random(2) === 0;
        case 4:
          return random(1000) / 8;
        case 5:
          return 'a'.repeat(random(300));
        case 6:
          return 'Имя';
        case 7:
          return Array.from({ length: random(3) }, () => value(depth - 1));
        default:
          return object(depth - 1);
      }
    };
    const object = (depth: number): Record<string, unknown> =>
      Object.fromEntries(Array.from({ length: random(6) }, () => [pick(keys), value(depth)]));
    const good = (): unknown =>
      pick<unknown>([
        { name: 'x', type: 'select', enums: [{ value: 'a', sort: 1 }] },
        { name: 'x', sort: 5 },
        {
          ...{ name: 'x', sort: 5, is_main: random(2) === 0, is_unsorted_on: true },
          _embedded: { statuses: [{ name: 'x', sort: 5 }] },
        },
        { name: 'x', rights: { leads: { view: 'D' } } },
      ]);
    const bases =
      'leads/custom_fields contacts/custom_fields companies/custom_fields customers/segments/custom_fields leads/custom_fields/groups leads/pipelines leads/loss_reasons leads/tags users roles bots bots/run short_links users/activate users/deactivate'.split(
        ' ',
      );
    const methods = ['GET', 'POST', 'PATCH', 'DELETE'] as const;
    for (let call = 0; call < 400; call += 1) {
      const base = `/api/v4/${pick(bases)}`;
      const tail = pick(['', '', `/${pick(known)}`, `/${pick(known)}/statuses`, `/${pick(known)}/run`]);
      const query = pick([
        '',
        '?filter[id][a][b]=1&with=,users',
        '?page=-1&limit=x',
        '?order[sort]=1&filter=2&filter[type]=x',
      ]);
      const method = pick(methods) ?? 'GET';
      const item = random(3) === 0 ? good() : object(3);
      const body = method === 'GET' ? undefined : random(2) === 0 ? item : [item];
      const reply = await api(method, `${base}${tail}${query}`, body);
      expect({ method, base, tail, query, body, status: reply.status, answer: reply.body }).not.toMatchObject(
        { status: 500 },
      );
      for (const list of Object.values<{ id?: number }[]>(reply.body?._embedded ?? {}))
        for (const one of Array.isArray(list) ? list : [])
          if (Number.isInteger(one.id)) known.push(one.id ?? 0);
    }
    const { body } = await api('GET', '/api/v4/leads/pipelines');
    const pipelines: { id: number; is_main: boolean }[] = body._embedded.pipelines;
    expect(pipelines.filter((one) => one.is_main)).toHaveLength(1);
    const account = sandbox.sandbox.accounts.get('fuzz');
    const own = [
      ...pipelines.map(({ id }) => id),
      ...(account?.fields.keys() ?? []),
      ...(account?.users.keys() ?? []),
      ...(account?.roles.keys() ?? []),
      ...(account?.tags.keys() ?? []),
    ];
    expect(new Set(own).size).toBe(own.length);
  });
});
