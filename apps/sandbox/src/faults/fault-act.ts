import { removeUser } from '../state/remove-user.js';
import type { Answer } from '../http/answer.js';
import type { FaultAct, FaultCall } from '../http/faults.js';
import { answerForError, ApiProblem, serverError, titleOf, tooManyRequests } from '../http/problem.js';
import type { FaultKind, FaultSpec } from './fault.js';
import type { Holds } from './holds.js';

const about = ({ account, method, path }: FaultCall): { subdomain: string; method: string; path: string } => {
  return { subdomain: account.subdomain, method, path };
};

/** What amoCRM says with each status, as far as the facts give its words (config 1.4, entities 0.4). */
const details: Record<number, string> = {
  400: 'Request data can not be empty',
  401: 'Invalid user name or password',
  402: 'Payment required',
  403: 'Forbidden',
  405: 'Method Not Allowed',
  422: 'Limit 250 per page',
  425: 'Customers functionality is not available',
  426: 'Customers functionality is switched off',
};

const detailOf = (status: number, { account, method, path }: FaultCall): string =>
  status === 404
    ? `Cannot ${method} https://${account.subdomain}.${account.topLevelDomain}${path}`
    : (details[status] ?? 'Fault on request');

const workingOnIt = 'Our team are probably already working on the elimination of the problem';

/** The answer of a `status` fault: the body given, or the one amoCRM has for this status (config 1.4). */
function faultAnswer(
  { status, body, html }: Pick<FaultSpec, 'status' | 'body' | 'html'>,
  call: FaultCall,
): Answer {
  if (html || typeof body === 'string') {
    const title = `${status} ${titleOf(status)}`;
    const page = `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
    return { status, body: typeof body === 'string' ? body : page, type: 'text/html; charset=utf-8' };
  }
  const type = status < 400 ? 'application/hal+json' : 'application/problem+json';
  if (body !== undefined) return { status, body, type };
  if (status < 400) return { status };
  if (status === 500) return serverError(workingOnIt, 'fault');
  if (status === 429) return answerForError(tooManyRequests(), 'fault');
  return answerForError(new ApiProblem(status, detailOf(status, call)), 'fault');
}

function revokeTokens({ account }: FaultCall): void {
  for (const token of account.accessTokens.values()) token.expiresAt = 0;
  for (const token of account.refreshTokens.values()) token.used = true;
  account.accessTokens.clear();
}

const slow = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

/** What each kind does to a call; those that change the account do it now and let the call meet the result. */
const acts: Partial<Record<FaultKind, (fault: FaultSpec, holds: Holds, call: FaultCall) => FaultAct>> = {
  status: (fault, _holds, call) => ({ then: faultAnswer(fault, call) }),
  slow: (fault) => ({ wait: slow(fault.ms), then: 'go-on' }),
  reset: () => ({ then: 'cut' }),
  timeout: (_fault, holds, call) => holds.hold(about(call)),
  hold: (_fault, holds, call) => holds.hold(about(call)),
  'tokens-revoked': (_fault, _holds, call) => {
    revokeTokens(call);
    return { then: 'go-on' };
  },
  'user-removed': (fault, _holds, call) => {
    if (fault.userId !== null) removeUser(call.account, fault.userId);
    return { then: 'go-on' };
  },
  'account-unpaid': (fault, _holds, call) => {
    return { then: call.path.startsWith('/api/') ? faultAnswer({ ...fault, status: 402 }, call) : 'go-on' };
  },
};

/** What a fault does to a call, on either side of the work. */
export function actOnCall(fault: FaultSpec, holds: Holds, call: FaultCall): FaultAct | null {
  const kind = fault.kind === 'lost-answer' ? fault.how : fault.kind;
  return acts[kind]?.(fault, holds, call) ?? null;
}

interface HalPage {
  _page?: number;
  _links?: { self?: { href: string }; next?: { href: string } };
}

/** A last page gets a `next` link; the page it leads to is past the end and answers 204 (entities 0.3, GH#193). */
export function withNextLink(answer: Answer): Answer {
  const body = answer.body as HalPage | undefined;
  const href = body?._links?.self?.href;
  if (typeof body?._page !== 'number' || href === undefined || body._links?.next) return answer;
  const next = { href: href.replace(/([?&])page=\d+/, `$1page=${body._page + 1}`) };
  return { ...answer, body: { ...body, _links: { ...body._links, next } } };
}
