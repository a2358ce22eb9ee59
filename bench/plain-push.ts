import { request } from 'undici';
import { measured } from '../apps/sync/test/measured-release.js';
import type { SandboxAccount } from '../demo/sandbox-api.js';

/** amoCRM allows seven calls in a second. */
const spacingMs = 1000 / 7;

/**
 * What a script without a hub would do for a fresh account: read each list once, then write what is missing, one call after
 * the other and not more often than amoCRM allows. It checks nothing and remembers nothing.
 */
export async function pushPlainly(url: string, { subdomain, accessToken }: SandboxAccount): Promise<void> {
  let last = 0;
  const call = async (method: 'GET' | 'POST', path: string, body?: object[]): Promise<void> => {
    const pause = last + spacingMs - performance.now();
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    last = performance.now();
    const { statusCode, body: answer } = await request(`${url}/api/v4/${path}`, {
      method,
      headers: {
        host: `${subdomain}.amocrm.ru`,
        authorization: `Bearer ${accessToken}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    if (statusCode >= 400) throw new Error(`${method} ${path}: ${statusCode} ${text}`);
  };
  const lists = listsOf();
  for (const [path] of lists) await call('GET', `${path}?limit=250`);
  for (const [path, rows] of lists) await call('POST', path, rows);
}

function listsOf(): readonly (readonly [path: string, rows: object[]])[] {
  const sorted = (names: readonly string[]) => names.map((name, at) => ({ name, sort: (at + 1) * 10 }));
  const statuses = sorted(measured.stages).map((stage) => ({ ...stage, color: '#fffeb2' }));
  const pipelines = sorted(measured.pipelines).map((line) => ({
    ...{ ...line, is_main: false, is_unsorted_on: false },
    _embedded: { statuses },
  }));
  const fields = Object.entries(measured.fields).map(([entity, count]) => {
    const rows = Array.from({ length: count }, (_, at) => ({ name: `${entity} ${at}`, type: 'text' }));
    return [`${entity}/custom_fields`, rows] as const;
  });
  return [
    ['leads/loss_reasons', sorted(measured.lossReasons)],
    ['leads/custom_fields/groups', sorted(measured.groups)],
    ['leads/pipelines', pipelines],
    ...fields,
    ['leads/tags', measured.tags.map((name) => ({ name }))],
  ];
}
