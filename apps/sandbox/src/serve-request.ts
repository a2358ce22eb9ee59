import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WriteScope } from './changes/write-scope.js';
import { controlRoutes } from './control/routes.js';
import type { Answer } from './http/answer.js';
import { authenticate, findToken, unauthorized } from './http/authenticate.js';
import type { FaultAct, FaultCall } from './http/faults.js';
import type { JournalEntry } from './http/journal.js';
import { answerForError, ApiProblem } from './http/problem.js';
import { parseQuery, type QueryTree } from './http/query.js';
import { hasBody, readBody } from './http/read-body.js';
import type { CallContext, GlobalRoute, Route } from './http/route.js';
import { Router } from './http/router.js';
import { notEmulated } from './not-emulated.js';
import { globalRoutes, routes } from './routes.js';
import type { Sandbox } from './sandbox.js';
import { originOf, switchOf, type Account } from './state/account.js';

const accountRouter = new Router<Route>(routes);
const globalRouter = new Router<GlobalRoute>([...globalRoutes, ...controlRoutes]);
const notEmulatedRouter = new Router(notEmulated);

/** One call from the first byte to the last; reads top to bottom in the order amoCRM seems to check things. */
export async function serveRequest(
  sandbox: Sandbox,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const call = readCall(sandbox, req);
  const globalHit = globalRouter.find(call.method, call.path);
  if (globalHit.kind === 'route') {
    const { route, params } = globalHit;
    send(
      res,
      await answerOrProblem(sandbox, async () => route.handle({ ...call, params, body: await bodyOf(req) })),
    );
    return;
  }
  const entry = sandbox.journal.open(call.method, req.url ?? '/');
  const account = accountOfHost(sandbox, req);
  let answer = await answerOrProblem(sandbox, () => answerCall(call, req, account, entry));
  if (account && answer !== 'cut') {
    const act = sandbox.faults.after(faultCall(account, entry), answer);
    if (act) answer = (await obey(act)) ?? answer;
  }
  if (answer === 'cut') {
    req.socket.destroy();
    return;
  }
  sandbox.journal.close(entry, answer.status);
  send(res, answer, sandbox.ids.requestId());
}

/** Account → fault → limit → route → who → rights → body → handler. */
async function answerCall(
  call: Call,
  req: IncomingMessage,
  account: Account | undefined,
  entry: JournalEntry,
): Promise<Answer | 'cut'> {
  const { sandbox } = call;
  entry.subdomain = account?.subdomain ?? hostOf(req).split('.')[0] ?? null;
  if (!account) throw unauthorized();
  const token = findToken(account, req.headers.authorization);
  entry.clientId = token?.clientId ?? null;

  const act = sandbox.faults.before(faultCall(account, entry));
  const replaced = act && (await obey(act));
  if (replaced) return replaced;

  const perIp = switchOf(account, 'rate_limit_key') === 'ip';
  sandbox.rateLimit.admit(account, perIp ? (req.socket.remoteAddress ?? '') : entry.clientId);

  const origin = originOf(account);
  const { route, params } = findRoute(call, origin);
  if (route.rights === 'open')
    return route.handle({ ...call, account, origin, params, body: await bodyOf(req) });

  const caller = authenticate(account, token, req.headers['x-context-user-id'], call.now);
  if (!account.features.paid) throw new ApiProblem(402, 'Payment required');
  if (!caller.token.scopes.includes('crm'))
    throw new ApiProblem(403, "Client doesn't have the required scope");
  if (route.rights === 'admin' && !caller.user.is_admin) throw new ApiProblem(403, 'Forbidden');

  const author = switchOf(account, 'api_author') === 'robot' ? 0 : caller.user.id;
  const scope: WriteScope = {
    sandbox,
    account,
    origin: { author, via: 'api', clientId: caller.token.clientId },
    now: call.now,
    user: caller.user,
  };
  // Key by key: with spreads V8 gives every context a hidden class of its own, and all code that reads it slows down.
  return route.handle({
    sandbox,
    path: call.path,
    search: call.search,
    query: call.query,
    headers: call.headers,
    now: call.now,
    params,
    body: hasBody(req) ? await readBody(req) : undefined,
    account,
    origin,
    token: caller.token,
    user: caller.user,
    scope,
  });
}

interface Call extends Omit<CallContext, 'params' | 'body'> {
  method: string;
}

function readCall(sandbox: Sandbox, req: IncomingMessage): Call {
  const url = req.url ?? '/';
  const mark = url.indexOf('?');
  const search = mark < 0 ? '' : url.slice(mark + 1);
  return {
    sandbox,
    method: req.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    search,
    query: search === '' ? emptyQuery : parseQuery(search),
    headers: req.headers,
    now: sandbox.clock.now(),
  };
}

const emptyQuery: QueryTree = Object.freeze(Object.create(null) as QueryTree);

function findRoute(call: Call, origin: string): { route: Route; params: Record<string, string> } {
  const found = accountRouter.find(call.method, call.path);
  if (found.kind === 'route') return found;
  const known = notEmulatedRouter.find(call.method, call.path);
  if (known.kind === 'route')
    throw new ApiProblem(501, `Not emulated: ${known.route.words} (${call.method} ${call.path})`);
  if (found.kind === 'wrong-method' || known.kind === 'wrong-method')
    throw new ApiProblem(405, 'Method Not Allowed');
  throw new ApiProblem(404, `Cannot ${call.method} ${origin}${call.path}`);
}

const hosts = /^([a-z0-9-]+)\.(amocrm\.ru|amocrm\.com|kommo\.com)$/;

function hostOf(req: IncomingMessage): string {
  return (req.headers.host ?? '').split(':')[0]?.toLowerCase() ?? '';
}

/** The account of the Host header, whatever its top level domain; undefined for `www` and strangers. */
function accountOfHost(sandbox: Sandbox, req: IncomingMessage): Account | undefined {
  const subdomain = hosts.exec(hostOf(req))?.[1];
  return subdomain === undefined ? undefined : sandbox.accounts.get(subdomain);
}

function faultCall(account: Account, entry: JournalEntry): FaultCall {
  return { account, method: entry.method, path: entry.path, clientId: entry.clientId };
}

async function obey(act: FaultAct): Promise<Answer | 'cut' | null> {
  if (act.wait) await act.wait;
  return act.then === 'go-on' ? null : act.then;
}

async function bodyOf(req: IncomingMessage): Promise<unknown> {
  return hasBody(req) ? readBody(req) : undefined;
}

async function answerOrProblem<T>(sandbox: Sandbox, work: () => Promise<T>): Promise<T | Answer> {
  try {
    return await work();
  } catch (error) {
    return answerForError(error, sandbox.ids.requestId());
  }
}

function send(res: ServerResponse, answer: Answer, requestId?: string): void {
  const { status, body } = answer;
  const headers: Record<string, string | number> = { 'Cache-Control': 'no-store, no-cache, must-revalidate' };
  if (requestId !== undefined) headers['X-Request-Id'] = requestId;
  if (body === undefined) {
    if (answer.type !== undefined) headers['Content-Type'] = answer.type;
    if (status !== 204) headers['Content-Length'] = 0;
    res.writeHead(status, { ...headers, ...answer.headers }).end();
    return;
  }
  // Encoded once: a text would be gone through twice, for its length and for its bytes.
  const text = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  headers['Content-Type'] = answer.type ?? 'application/hal+json';
  headers['Content-Length'] = text.length;
  res.writeHead(status, answer.headers ? { ...headers, ...answer.headers } : headers).end(text);
}
