import type { TestSandbox } from '../../sandbox/test/call-sandbox.js';

/** The calls of an account about leads since one of them (all when missing), oldest first, without their queries. */
export async function callsAboutLeads(
  sandbox: TestSandbox,
  subdomain: string,
  after = 0,
): Promise<{ seq: number; said: string }[]> {
  const { body } = await sandbox.control('GET', `requests?subdomain=${subdomain}&after=${after}`);
  const calls = body as { seq: number; method: string; path: string }[];
  const about = calls.filter(({ path }) => path.startsWith('/api/v4/leads'));
  return about.map(({ seq, method, path }) => ({ seq, said: `${method} ${path.split('?')[0] ?? ''}` }));
}
