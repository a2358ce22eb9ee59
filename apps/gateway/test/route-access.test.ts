import { message, say } from '@hub/messages';
import { DataSource } from 'typeorm';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AlarmRepository } from '@hub/accounts';
import { Reply } from '@hub/bus';
import {
  BotDelivery,
  BotDeliveryPath,
  ListPlans,
  PlanPath,
  PlanSummary,
  PlanView,
  QuotaQuery,
  QuotaView,
  type QuotaPage,
  ReservationQuery,
  ReservationView,
  type ReservationPage,
  type PlanPage,
} from '@hub/contracts';
import { Problem } from '@hub/platform';
import { Controller, Module } from '@nestjs/common';
import request from 'supertest';
import { startGateway, type TestGateway } from './start-gateway.js';

type Content = Record<string, { schema: { $ref?: string } }>;
interface Operation {
  'x-audience'?: string;
  parameters?: { name: string; in: string; schema?: { format?: string } }[];
  requestBody?: { content: Content };
  responses: Record<string, { content?: Content }>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { properties?: Record<string, unknown> }> };
}

const file = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as Document;
const routes = Object.entries(file.paths).flatMap(([path, operations]) =>
  Object.entries(operations).map(([method, operation]) => ({ method, path, operation })),
);

type Who = 'nobody' | 'wrong' | 'revoked' | 'hq' | 'operator' | 'viewer' | 'branch' | 'tied viewer';
/** Who may use which routes at all; the last two only for what is their own. */
const allowed: Record<string, readonly Who[]> = {
  hq: ['hq'],
  leads: ['hq', 'operator'],
  'hq-read': ['hq', 'operator', 'viewer'],
  branch: ['hq', 'branch'],
  'branch-read': ['hq', 'operator', 'viewer', 'branch', 'tied viewer'],
};
const keyless: readonly Who[] = ['nobody', 'wrong', 'revoked'];
const tied: readonly Who[] = ['branch', 'tied viewer'];

let gateway: TestGateway;
const keys: Partial<Record<Who, string>> = { nobody: '', wrong: 'fh_wrong' };
/** One place of everything that belongs to a branch. */
const place = () => ({
  ...{ accountId: '', branchId: '', alarmId: '' },
  ...{ planId: randomUUID(), deliveryId: randomUUID() },
});
const [own, foreign] = [place(), place()];
const missing = {
  ...{ accountId: randomUUID(), branchId: randomUUID() },
  ...{ alarmId: randomUUID(), planId: randomUUID(), deliveryId: randomUUID() },
};
const places = [own, foreign];

/**
 * Stands in for sync and limits: an ended plan and a delivery of each account, which name their account as the real
 * ones do.
 */
@Controller()
class PlansStandIn {
  @Reply('sync.plans.show')
  show({ planId }: PlanPath): Promise<PlanView> {
    const { accountId } = places.find((one) => one.planId === planId) ?? {};
    if (accountId === undefined) throw new Problem(404, message('problems.no-such-plan'));
    const facts = { id: planId, accountId, state: 'applied', callsPlanned: 1, callsDone: 1 } as const;
    return Promise.resolve(Object.assign(new PlanView(), facts));
  }

  @Reply('sync.bot-deliveries.show')
  delivery({ deliveryId: id }: BotDeliveryPath): Promise<BotDelivery> {
    const { accountId } = places.find((one) => one.deliveryId === id) ?? {};
    if (accountId === undefined) throw new Problem(404, message('problems.no-such-plan'));
    return Promise.resolve(Object.assign(new BotDelivery(), { id, accountId }));
  }

  @Reply('sync.plans.list')
  list({ accountIds }: ListPlans): Promise<PlanPage> {
    const shown = places.filter(({ accountId }) => accountIds?.includes(accountId) ?? true);
    const items = shown.map(({ accountId }) => Object.assign(new PlanSummary(), { accountId }));
    return Promise.resolve({ items, nextCursor: null });
  }

  @Reply('limits.quotas.list')
  quotas({ branchIds }: QuotaQuery): Promise<QuotaPage> {
    const shown = places.filter(({ branchId }) => branchIds?.includes(branchId) ?? true);
    const items = shown.map(({ branchId, accountId: branchName }) =>
      Object.assign(new QuotaView(), { branchId, branchName }),
    );
    return Promise.resolve({ items, nextCursor: null });
  }

  @Reply('limits.reservations.list')
  reservations({ accountIds }: ReservationQuery): Promise<ReservationPage> {
    const shown = places.filter(({ accountId }) => accountIds?.includes(accountId) ?? true);
    const items = shown.map(({ accountId }) => Object.assign(new ReservationView(), { accountId }));
    return Promise.resolve({ items, nextCursor: null });
  }
}

@Module({ controllers: [PlansStandIn] })
class SyncStandIn {}

async function made(path: string, body: object): Promise<Record<string, string>> {
  const answer = await gateway.api('post', path).send(body).expect(201);
  return answer.body as Record<string, string>;
}

beforeAll(async () => {
  gateway = await startGateway({ REQUESTS_PER_MINUTE: 100_000, WRONG_KEYS_PER_MINUTE: 100_000 }, [
    SyncStandIn,
  ]);
  for (const [place, name] of [
    [own, 'kazan'],
    [foreign, 'omsk'],
  ] as const) {
    const account = { subdomain: name, name, roles: ['branch'], timeZone: 'Europe/Moscow' };
    place.accountId = (await made('/accounts', account)).accountId ?? '';
    const branch = { name, regions: [], accountId: place.accountId };
    place.branchId = (await made('/branches', branch)).branchId ?? '';
    const { accountId } = place;
    const alarm = {
      kind: 'account-blocked',
      subject: accountId,
      accountId,
      facts: {},
    } as const;
    const { app } = gateway.service;
    const [alarms, { manager }] = [app.get(AlarmRepository), app.get(DataSource)];
    await alarms.raise(manager, alarm, new Date());
    place.alarmId = (await alarms.list({ state: 'open', accountId }, null, 1))[0]?.id ?? '';
  }
  const branchIds = [own.branchId];
  keys.hq = gateway.adminKey;
  keys.operator = (await made('/keys', { name: 'o', role: 'operator' })).key;
  keys.viewer = (await made('/keys', { name: 'v', role: 'viewer' })).key;
  keys.branch = (await made('/keys', { name: 'b', role: 'branch-admin', branchIds })).key;
  keys['tied viewer'] = (await made('/keys', { name: 't', role: 'viewer', branchIds })).key;
  const revoked = await made('/keys', { name: 'r', role: 'hq-admin' });
  keys.revoked = revoked.key;
  await gateway.api('delete', `/keys/${revoked.id ?? ''}`).expect(204);
});
afterAll(() => gateway.stop());

/** Names of the fields by which the route tells whose it is about, wherever they are. */
function namesOf({ parameters = [], requestBody }: Operation): { name: string; place: string }[] {
  const reference =
    Object.values(requestBody?.content ?? {})[0]
      ?.schema.$ref?.split('/')
      .at(-1) ?? '';
  const fields = Object.keys(file.components.schemas[reference]?.properties ?? {});
  return [
    ...parameters.map(({ name, in: place }) => ({ name, place })),
    ...fields.map((name) => ({ name, place: 'body' })),
  ].filter(({ name }) => name in own);
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
  it('describes every problem by the type that it has', () => {
    const problems = routes.flatMap(({ operation }) =>
      Object.values(operation.responses).flatMap(({ content }) =>
        Object.entries(content ?? {}).filter(([, { schema }]) => schema.$ref?.endsWith('/ProblemAnswer')),
      ),
    );
    expect(problems.length).toBeGreaterThanOrEqual(routes.length);
    expect(new Set(problems.map(([type]) => type))).toEqual(new Set(['application/problem+json']));
  });

  it('has every route of the app and says who may use it', async () => {
    const live = await request(gateway.service.url).get('/api/docs-json').expect(200);
    const inFile = routes.map(({ method, path }) => `${method} ${path}`).sort();
    const inApp = Object.entries((live.body as Document).paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    );
    expect(inApp.sort()).toEqual(inFile);
    expect(registered()).toEqual(inFile);
    for (const special of [
      'get /api/v1/plans/{planId}/events',
      'post /api/v1/dead-letters/{letterId}/replay',
    ])
      expect(inFile).toContain(special);
    const audiences = new Set(routes.map(({ operation }) => operation['x-audience']));
    expect([...audiences].every((audience) => audience === 'anyone' || (audience ?? '') in allowed)).toBe(
      true,
    );
  });
});

/** What express really has, as OpenAPI writes it; documents and hooks are no part of the API. */
function registered(): string[] {
  interface Layer {
    route?: { path: string; methods: Record<string, boolean> };
  }
  const { router } = gateway.service.app.getHttpAdapter().getInstance() as { router: { stack: Layer[] } };
  return router.stack
    .flatMap(({ route }) =>
      route ? Object.keys(route.methods).map((method) => ({ method, path: route.path })) : [],
    )
    .filter(({ path }) => path.startsWith('/api/v1'))
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
    .sort();
}

/** Lists that name nobody: keys tied to branches see what is theirs. Every other route names what it is about. */
const narrowed = ['accounts', 'branches', 'alarms', 'plans', 'quotas', 'exchange/reservations'].map(
  (name) => `/api/v1/${name}`,
);

const guarded = routes.filter(({ operation }) => operation['x-audience'] !== 'anyone');

describe.each(guarded.map((route) => [`${route.method} ${route.path}`, route] as const))(
  '%s',
  (_name, route) => {
    const may = allowed[route.operation['x-audience'] ?? ''] ?? [];
    const isNamed = namesOf(route.operation).length > 0;
    const isList = narrowed.includes(route.path);

    it.each(keyless)('answers 401 to %s', async (who) => {
      expect((await call(route, who, own)).status).toBe(401);
    });

    it.each(['hq', 'operator', 'viewer', 'branch', 'tied viewer'] as const)(
      'lets %s in, or not',
      async (who) => {
        const answer = await call(route, who, own);
        if (!may.includes(who)) expect([answer.status, answer.body]).toEqual([403, refusal]);
        else if (!tied.includes(who) || isNamed) expect([401, 403]).not.toContain(answer.status);
        else expect([isList, answer.status]).toEqual([true, 200]);
      },
    );

    it.each(tied)('tells %s nothing of what is foreign', async (who) => {
      if (!isNamed && may.includes(who)) return;
      for (const other of [foreign, missing]) {
        const answer = await call(route, who, other);
        expect([answer.status, answer.body]).toEqual([403, refusal]);
      }
    });
  },
);

const refusal = {
  type: 'about:blank',
  title: 'Forbidden',
  status: 403,
  detail: say(message('problems.forbidden'), 'ru'),
};

describe('lists', () => {
  it.each(['branch', 'tied viewer'] as const)('show %s only what is its own', async (who) => {
    for (const path of narrowed) {
      const { body } = await gateway.api('get', path.replace('/api/v1', ''), keys[who] ?? '').expect(200);
      const text = JSON.stringify(body);
      expect(text).toContain(own.accountId);
      expect(text).not.toContain(foreign.accountId);
    }
  });
});
