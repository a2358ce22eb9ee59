import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { startGateway, type TestGateway } from './start-gateway.js';

interface Operation {
  'x-audience'?: string;
  parameters?: { name: string; in: string; schema?: { format?: string } }[];
  requestBody?: { content: Record<string, { schema: { $ref?: string } }> };
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { properties?: Record<string, unknown> }> };
}

const file = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as Document;
const routes = Object.entries(file.paths).flatMap(([path, operations]) =>
  Object.entries(operations).map(([method, operation]) => ({ method, path, operation })),
);

type Who = 'nobody' | 'wrong' | 'revoked' | 'hq' | 'viewer' | 'branch' | 'tied viewer';
/** Who may use which routes at all; the last two only for what is their own. */
const allowed: Record<string, readonly Who[]> = {
  hq: ['hq'],
  'hq-read': ['hq', 'viewer'],
  branch: ['hq', 'branch'],
  'branch-read': ['hq', 'viewer', 'branch', 'tied viewer'],
};
const keyless: readonly Who[] = ['nobody', 'wrong', 'revoked'];
const tied: readonly Who[] = ['branch', 'tied viewer'];

let gateway: TestGateway;
const keys: Partial<Record<Who, string>> = { nobody: '', wrong: 'fh_wrong' };
const own = { accountId: '', branchId: '' };
const foreign = { accountId: '', branchId: '' };
const missing = { accountId: randomUUID(), branchId: randomUUID() };

async function made(path: string, body: object): Promise<Record<string, string>> {
  const answer = await gateway.api('post', path).send(body).expect(201);
  return answer.body as Record<string, string>;
}

beforeAll(async () => {
  gateway = await startGateway({ REQUESTS_PER_MINUTE: 100_000 });
  for (const [place, name] of [
    [own, 'kazan'],
    [foreign, 'omsk'],
  ] as const) {
    const account = { subdomain: name, name, roles: ['branch'], timeZone: 'Europe/Moscow' };
    place.accountId = (await made('/accounts', account)).accountId ?? '';
    const branch = { name, regions: [], accountId: place.accountId };
    place.branchId = (await made('/branches', branch)).branchId ?? '';
  }
  const branchIds = [own.branchId];
  keys.hq = gateway.adminKey;
  keys.viewer = (await made('/keys', { name: 'v', role: 'viewer' })).key;
  keys.branch = (await made('/keys', { name: 'b', role: 'branch-admin', branchIds })).key;
  keys['tied viewer'] = (await made('/keys', { name: 't', role: 'viewer', branchIds })).key;
  const revoked = await made('/keys', { name: 'r', role: 'hq-admin' });
  keys.revoked = revoked.key;
  await gateway.api('delete', `/keys/${revoked.id ?? ''}`).expect(204);
});
afterAll(() => gateway.stop());

/** Names of the account and branch fields that the route takes, wherever they are. */
function namesOf({ parameters = [], requestBody }: Operation): { name: string; place: string }[] {
  const reference =
    Object.values(requestBody?.content ?? {})[0]
      ?.schema.$ref?.split('/')
      .at(-1) ?? '';
  const fields = Object.keys(file.components.schemas[reference]?.properties ?? {});
  return [
    ...parameters.map(({ name, in: place }) => ({ name, place })),
    ...fields.map((name) => ({ name, place: 'body' })),
  ].filter(({ name }) => name === 'accountId' || name === 'branchId');
}

/** Calls the route about one place. Other ids are unknown ones, so that nothing is changed by a call that may. */
function call(route: (typeof routes)[number], who: Who, about: typeof own): request.Test {
  const { method, path, operation } = route;
  const names = namesOf(operation);
  const value = (name: string) => (about as Record<string, string>)[name] ?? randomUUID();
  const target = path.replace(/\{(\w+)\}/g, (_, name: string) => value(name)).replace(/^\/api\/v1/, '');
  const query = names
    .filter(({ place }) => place === 'query')
    .map(({ name }): [string, string] => [name, value(name)]);
  const body = names.filter(({ place }) => place === 'body').map(({ name }) => [name, value(name)]);
  const search = new URLSearchParams(query).toString();
  const verb = method as 'get' | 'post' | 'patch' | 'put' | 'delete';
  const made = gateway.api(verb, search ? `${target}?${search}` : target, keys[who] ?? '');
  return operation.requestBody ? made.send(Object.fromEntries(body) as object) : made;
}

describe('the OpenAPI file', () => {
  it('has every route of the app and says who may use it', async () => {
    const live = await request(gateway.service.url).get('/api/docs-json').expect(200);
    expect(Object.keys((live.body as Document).paths).sort()).toEqual(Object.keys(file.paths).sort());
    const audiences = new Set(routes.map(({ operation }) => operation['x-audience']));
    expect([...audiences].every((audience) => audience === 'anyone' || (audience ?? '') in allowed)).toBe(
      true,
    );
  });
});

const guarded = routes.filter(({ operation }) => operation['x-audience'] !== 'anyone');

describe.each(guarded.map((route) => [`${route.method} ${route.path}`, route] as const))(
  '%s',
  (_name, route) => {
    const may = allowed[route.operation['x-audience'] ?? ''] ?? [];
    const isNamed = namesOf(route.operation).length > 0;

    it.each(keyless)('answers 401 to %s', async (who) => {
      expect((await call(route, who, own)).status).toBe(401);
    });

    it.each(['hq', 'viewer', 'branch', 'tied viewer'] as const)('lets %s in, or not', async (who) => {
      const answer = await call(route, who, own);
      if (!may.includes(who)) expect([answer.status, answer.body]).toEqual([403, refusal]);
      else if (!tied.includes(who) || isNamed) expect([401, 403]).not.toContain(answer.status);
      else expect([200, 400, 403, 503]).toContain(answer.status);
    });

    it.each(tied)('tells %s nothing of what is foreign', async (who) => {
      if (!isNamed && may.includes(who)) return;
      for (const other of [foreign, missing]) {
        const answer = await call(route, who, other);
        expect([answer.status, answer.body]).toEqual([403, refusal]);
      }
    });
  },
);

const refusal = { type: 'about:blank', title: 'Forbidden', status: 403, detail: 'This key may not do that' };

describe('lists', () => {
  it.each(['branch', 'tied viewer'] as const)('show %s only what is its own', async (who) => {
    for (const path of ['/accounts', '/branches']) {
      const { body } = await gateway.api('get', path, keys[who] ?? '').expect(200);
      const text = JSON.stringify(body);
      expect(text).toContain(own.accountId);
      expect(text).not.toContain(foreign.accountId);
    }
  });
});
