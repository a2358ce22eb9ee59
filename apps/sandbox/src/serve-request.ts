import type { IncomingMessage, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { ChangeOrigin } from './changes/change.js';
import type { WriteScope } from './changes/write-scope.js';
import { guardCall, type GuardedCall } from './control/guard-call.js';
import { controlRoutes } from './control/routes.js';
import type { Answer } from './http/answer.js';
import { authenticate, findToken, unauthorized } from './http/authenticate.js';
import type { FaultAct, FaultCall } from './http/faults.js';
import type { JournalCall } from './http/journal.js';
import { answerForError, ApiProblem } from './http/problem.js';
import { hasBody, readBody } from './http/read-body.js';
import type { AccountContext, CallContext, GlobalRoute, Route } from './http/route.js';
import { Router } from './http/router.js';
import { sendAnswer } from './http/send-answer.js';
import { notEmulated } from './not-emulated.js';
import { accountOfHost, hostOf, readCall, takeHost, type Call } from './read-call.js';
import { globalRoutes, routes } from './routes.js';
import type { Sandbox } from './sandbox.js';
import { originOf, switchOf, type Account } from './state/account.js';

const accountRouter = new Router<Route>(routes);
const globalRouter = new Router<GlobalRoute>([...globalRoutes, ...controlRoutes]);
const notEmulatedRouter = new Router(notEmulated);

/**
 * One call from the first byte to the last; reads top to bottom in the order amoCRM seems to check things. A call
 * without a body that no fault keeps waiting is answered at once, without a promise.
 */
export function serveRequest(
  sandbox: Sandbox,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> | undefined {
  takeHost(req);
  const call = readCall(sandbox, req);
  const globalHit = globalRouter.find(call.method, call.path);
  if (globalHit.kind === 'route') {
    const { route, params } = globalHit;
    return answerGlobal(route, call, { req, params }).then((answer) => sendAnswer(res, answer));
  }
  const account = accountOfHost(sandbox, req);
  const token = account && findToken(account, req.headers.authorization);
  const seen: JournalCall = {
    subdomain: account?.subdomain ?? hostOf(req).split('.')[0] ?? null,
    clientId: token?.clientId ?? null,
    method: call.method,
    path: req.url ?? '/',
  };
  const arrived: Arrived = { call, req, res, seen, number: sandbox.journal.open(seen), account };
  const act = account && faultBefore(arrived, account);
  if (act || hasBody(req)) return answerInOrder(arrived, act).then((answer) => finish(arrived, answer));
  return finish(arrived, answerAtOnce(arrived));
}

/** A call to an account's host. */
interface Arrived {
  call: Call;
  req: IncomingMessage;
  res: ServerResponse;
  seen: JournalCall;
  /** In the journal. */
  number: number;
  account: Account | undefined;
}

function guarded(req: IncomingMessage): GuardedCall {
  return { headers: req.headers, encrypted: req.socket instanceof TLSSocket, hasBody: hasBody(req) };
}

async function answerGlobal(
  route: GlobalRoute,
  call: Call,
  { req, params }: { req: IncomingMessage; params: CallContext['params'] },
): Promise<Answer> {
  const { sandbox } = call;
  try {
    if (call.path.startsWith('/__sandbox__/')) guardCall(guarded(req), sandbox.controlHosts);
    const body = hasBody(req) ? await readBody(req) : undefined;
    return await route.handle({ ...call, params, body, now: sandbox.clock.now() });
  } catch (error) {
    return answerForError(error, sandbox.ids.requestId());
  }
}

function faultBefore({ call, seen }: Arrived, account: Account): FaultAct | null {
  return call.sandbox.faults.before(faultCall(account, seen));
}

function answerAtOnce(arrived: Arrived): Answer {
  try {
    return admit(arrived)(undefined);
  } catch (error) {
    return answerForError(error, arrived.call.sandbox.ids.requestId());
  }
}

async function answerInOrder(arrived: Arrived, act: FaultAct | null | undefined): Promise<Answer | 'cut'> {
  const { sandbox } = arrived.call;
  try {
    const replaced = act && (await obey(act));
    if (replaced) return replaced;
    const handle = admit(arrived);
    return handle(hasBody(arrived.req) ? await readBody(arrived.req) : undefined);
  } catch (error) {
    return answerForError(error, sandbox.ids.requestId());
  }
}

type Handle = (body: unknown) => Answer;

/**
 * Limit → route → who → rights; what is left is the body and the work. A call that a fault kept waiting comes here when it goes
 * on: account, token and time are those of now, and the time of the work is that of its beginning.
 */
function admit({ call, req, seen, number }: Arrived): Handle {
  const { sandbox } = call;
  const account = accountOfHost(sandbox, req);
  if (!account) throw unauthorized();
  const token = findToken(account, req.headers.authorization);
  const { clock } = sandbox;
  sandbox.rateLimit.admit(account, { clientId: seen.clientId, address: req.socket.remoteAddress ?? '' });

  const origin = originOf(account);
  const linkQuery = call.search === '' ? '' : `?${call.search}`;
  const { route, params } = findRoute(call, origin);
  if (route.rights === 'open') {
    const ctx: Omit<AccountContext, 'now'> = { ...call, account, origin, linkQuery, params, body: undefined };
    return (body) => route.handle({ ...ctx, body, now: clock.now() });
  }
  const caller = authenticate(account, token, req.headers['x-context-user-id'], clock.now());
  if (!account.features.paid) throw new ApiProblem(402, 'Payment required');
  if (!caller.token.scopes.includes('crm'))
    throw new ApiProblem(403, "Client doesn't have the required scope");
  if (route.rights === 'admin' && !caller.user.is_admin) throw new ApiProblem(403, 'Forbidden');

  const author = switchOf(account, 'api_author') === 'robot' ? 0 : caller.user.id;
  const { user } = caller;
  const by: ChangeOrigin = { author, via: 'api', clientId: caller.token.clientId, call: number };
  const ctx = { ...call, account, origin, linkQuery, params, token: caller.token, user };
  return (body) => {
    const now = clock.now();
    const scope: WriteScope = { sandbox, account, origin: by, now, user };
    return route.handle({ ...ctx, body, now, scope });
  };
}

function finish(arrived: Arrived, answer: Answer | 'cut'): Promise<void> | undefined {
  const { call, seen, account } = arrived;
  const act =
    account && answer !== 'cut' ? call.sandbox.faults.after(faultCall(account, seen), answer) : null;
  if (!act) {
    end(arrived, answer);
    return undefined;
  }
  // What is held shows the account as it was when the work was done.
  const made = answer === 'cut' ? answer : { ...answer, body: structuredClone(answer.body) };
  return obey(act).then((replaced) => end(arrived, replaced ?? made));
}

function end({ call, req, res, number }: Arrived, answer: Answer | 'cut'): void {
  if (answer === 'cut') {
    req.socket.destroy();
    return;
  }
  call.sandbox.journal.close(number, answer.status);
  sendAnswer(res, answer, call.sandbox.ids.requestId());
}

function findRoute(call: Call, origin: string): { route: Route; params: Record<string, string> } {
  const found = accountRouter.find(call.method, call.path);
  if (found.kind === 'route') return found;
  const known = notEmulatedRouter.find(call.method, call.path);
  // An area that is left out says nothing about a path in it that is played.
  const isArea = known.kind === 'route' && known.route.isArea && found.kind === 'wrong-method';
  if (known.kind === 'route' && !isArea)
    throw call.path.startsWith('/ajax/') && call.headers.authorization !== undefined
      ? new ApiProblem(403, 'private API')
      : new ApiProblem(501, `Not emulated: ${known.route.words} (${call.method} ${call.path})`);
  if (found.kind === 'wrong-method' || known.kind === 'wrong-method')
    throw new ApiProblem(405, 'Method Not Allowed');
  throw new ApiProblem(404, `Cannot ${call.method} ${origin}${call.path}`);
}

function faultCall(account: Account, { method, path, clientId }: JournalCall): FaultCall {
  return { account, method, path, clientId };
}

async function obey(act: FaultAct): Promise<Answer | 'cut' | null> {
  if (act.wait) await act.wait;
  return act.then === 'go-on' ? null : act.then;
}
