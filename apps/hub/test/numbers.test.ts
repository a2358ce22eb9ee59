import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startWholeHub, type WholeHub } from './whole-hub.js';

interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  enum?: string[];
  items?: Schema;
  properties?: Record<string, Schema>;
  allOf?: Schema[];
}
interface Operation {
  parameters?: { name: string; in: string; schema?: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

let whole: WholeHub;
let api: Document;
const known: Record<string, string> = {};

beforeAll(async () => {
  whole = await startWholeHub({ REQUESTS_PER_MINUTE: '100000', POLL_SECONDS: '3600' });
  api = (await (await fetch(`${whole.hub.url}/api/docs-json`)).json()) as Document;
  const account = { subdomain: 'hq', name: 'hq', roles: ['hq', 'branch'], timeZone: 'Europe/Moscow' };
  known.accountId = (await whole.api.post<{ accountId: string }>('accounts', account)).accountId;
  known.hqAccountId = known.accountId;
  const branch = { name: 'Казань', regions: [], accountId: known.accountId, pipelineId: 1 };
  known.branchId = (await whole.api.post<{ branchId: string }>('branches', branch)).branchId;
  await whole.api.put('exchange/settings', {
    accountId: known.accountId,
    groups: [],
  });
});
afterAll(() => whole.close());

/** Any value that the schema takes, with `number` wherever a whole number stands. */
function sample(schema: Schema | undefined, name: string, number: unknown): unknown {
  const at = schema?.$ref?.split('/').at(-1);
  if (at !== undefined) return sample(api.components.schemas[at], name, number);
  if (schema?.allOf) return sample(schema.allOf[0], name, number);
  if (schema?.enum) return schema.enum[0];
  switch (schema?.type ?? 'object') {
    case 'integer':
    case 'number':
      return number;
    case 'boolean':
      return true;
    case 'array':
      return [sample(schema?.items, name, number)];
    case 'string':
      return text(schema ?? {}, name);
    default:
      return objectOf(schema?.properties ?? {}, number);
  }
}

function objectOf(properties: Record<string, Schema>, number: unknown): object {
  return Object.fromEntries(
    Object.entries(properties).map(([name, inner]) => [name, sample(inner, name, number)]),
  );
}

function text({ format }: Schema, name: string): string {
  if (format === 'uuid') return known[name] ?? randomUUID();
  if (format === 'date-time') return '2026-01-01T00:00:00Z';
  return name === 'timeZone' ? 'Europe/Moscow' : 'x';
}

const hasNumbers = (text: string) => /"type":"(integer|number)"|\$ref/.test(text);
/** Beyond bigint, beyond what JSON carries exactly, beyond a 32-bit column, and below nought. */
const inBodies = [1e20, 2 ** 53, Number.MAX_SAFE_INTEGER, 2 ** 31, -1, 1.5, 1e300];
const inAddresses = ['99999999999999999999', '9223372036854775808', '9007199254740991', '-1', '1e300', '%00'];

it('no number in any path, query or body is an unexpected error', async () => {
  const broken: string[] = [];
  const send = async (method: string, path: string, body?: unknown) => {
    const headers: Record<string, string> = {
      ...{ Authorization: `Bearer ${whole.adminKey}`, 'If-Match': '*', 'Idempotency-Key': randomUUID() },
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(whole.hub.url + path, { method: method.toUpperCase(), headers, ...sent });
    const answered = await answer.text();
    if (answer.status === 500)
      broken.push(`${method} ${path} ${sent.body ?? ''}: ${answer.status} ${answered}`);
  };
  for (const [path, operations] of Object.entries(api.paths)) {
    for (const [method, { parameters = [], requestBody }] of Object.entries(operations)) {
      const place = (value: (name: string) => string) =>
        path.replace(/\{(\w+)\}/g, (_, name: string) => value(name));
      const own = place((name) => known[name] ?? randomUUID());
      const schema = requestBody && Object.values(requestBody.content)[0]?.schema;
      if (schema && hasNumbers(JSON.stringify(schema)) && !path.endsWith('/off-board'))
        for (const number of inBodies) await send(method, own, sample(schema, '', number));
      for (const value of inAddresses) {
        if (path.includes('{'))
          await send(
            method,
            place(() => value),
            schema && {},
          );
        const query = parameters.filter((one) => one.in === 'query').map(({ name }) => `${name}=${value}`);
        if (query.length > 0) await send(method, `${own}?${query.join('&')}`, schema && {});
      }
    }
  }
  expect(broken).toEqual([]);
});

it('nor is one in a webhook', async () => {
  const secret = 'numbers';
  await whole.source.query(
    `UPDATE accounts.account SET state = 'connected', webhook_secret_hash = encode(sha256($1::bytea), 'hex')
      WHERE id = (SELECT min(id::text)::uuid FROM accounts.account)`,
    [Buffer.from(secret)],
  );
  for (const number of [...inAddresses, '999999999999999', '1.5']) {
    const keys = ['[id]', '[updated_at]', '[last_modified]', '[modified_user_id]', '[status_id]'];
    const body = keys.map((key) => `leads[update][0]${key}=${number}`).join('&');
    const answer = await fetch(`${whole.hub.url}/hooks/amocrm/${secret}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: `${body}&account[id]=${number}`,
    });
    expect(answer.status).toBeLessThan(500);
  }
});
