import type { Answer } from '../http/answer.js';
import { ApiProblem } from '../http/problem.js';
import type { CallContext, GlobalRoute } from '../http/route.js';

function show(ctx: CallContext): Answer {
  if (ctx.sandbox.caPem === null) throw new ApiProblem(404, 'TLS is off');
  return { status: 200, body: ctx.sandbox.caPem, type: 'application/x-pem-file' };
}

export const certificateControl: readonly GlobalRoute[] = [
  { method: 'GET', path: '/__sandbox__/ca.pem', handle: show },
];
