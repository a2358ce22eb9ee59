import { readFile } from 'node:fs/promises';
import { controlAccount } from '../control/read-control.js';
import { plainJson, type Answer } from '../http/answer.js';
import { ApiProblem } from '../http/problem.js';
import { queryText } from '../http/query.js';
import type { CallContext, GlobalRoute } from '../http/route.js';
import { accountView } from './account-view.js';
import { leadDetails } from './lead-details.js';

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
};

/** One of the files beside this one; their names are letters, a dash and a known ending. */
async function file(name: string): Promise<Answer> {
  const type = /^[a-z-]+\.(html|css|js)$/.test(name) ? types[name.split('.')[1] ?? ''] : undefined;
  if (type === undefined) throw new ApiProblem(404, `No file ${name}`);
  try {
    return { status: 200, body: await readFile(new URL(`./files/${name}`, import.meta.url), 'utf8'), type };
  } catch {
    throw new ApiProblem(404, `No file ${name}`);
  }
}

const shownRequests = 100;

/**
 * All the page shows, polled: accounts, the chosen account, the clock and the journal after the sequence number `after`
 * (of the chosen account, or of all).
 */
function state(ctx: CallContext): Answer {
  const { sandbox } = ctx;
  const wanted = queryText(ctx.query, 'account');
  const account = wanted === undefined ? undefined : sandbox.accounts.get(wanted);
  const after = Number(queryText(ctx.query, 'after') ?? 0);
  const requests = sandbox.journal.list({ subdomain: account?.subdomain, after }).slice(-shownRequests);
  return plainJson({
    now: sandbox.clock.nowMs(),
    accounts: [...sandbox.accounts.values()].map(({ subdomain, name, users, leads, contacts, webhooks }) => ({
      subdomain,
      name,
      users: users.size,
      leads: leads.size,
      contacts: contacts.size,
      hooks: webhooks.size,
    })),
    account: account ? accountView(account, sandbox.webhooks.list(account.subdomain)) : null,
    requests,
  });
}

function lead(ctx: CallContext): Answer {
  const account = controlAccount(ctx, ctx.params.subdomain);
  const found = account.leads.get(Number(ctx.params.id));
  if (!found) throw new ApiProblem(404, 'No such lead');
  return plainJson(leadDetails(account, found));
}

/** The page for people at `/`, on any host, and what it reads. It changes things through the control API only. */
export const pageRoutes: readonly GlobalRoute[] = [
  { method: 'GET', path: '/', handle: () => file('page.html') },
  { method: 'GET', path: '/__sandbox__/page/state', handle: state },
  { method: 'GET', path: '/__sandbox__/page/leads/*subdomain/:id', handle: lead },
  { method: 'GET', path: '/__sandbox__/page/files/*name', handle: (ctx) => file(ctx.params.name ?? '') },
];
