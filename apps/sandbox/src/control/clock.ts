import { plainJson, type Answer } from '../http/answer.js';
import { ApiProblem } from '../http/problem.js';
import type { CallContext, GlobalRoute } from '../http/route.js';
import { controlBody } from './read-control.js';

/** `{now}` in ms or ISO, or `{advanceMs}`. Answers the emulated time after it, in ms. */
function move(ctx: CallContext): Answer {
  const { now, advanceMs, ...rest } = controlBody(ctx);
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw new ApiProblem(400, `Unknown key: ${unknown}`);
  if (now !== undefined && advanceMs !== undefined)
    throw new ApiProblem(400, 'now or advanceMs is needed, not both');
  const wanted = typeof now === 'string' ? Date.parse(now) : now;
  if (typeof wanted === 'number' && Number.isFinite(wanted)) ctx.sandbox.clock.set(wanted);
  else if (typeof advanceMs === 'number' && Number.isFinite(advanceMs)) ctx.sandbox.clock.advance(advanceMs);
  else throw new ApiProblem(400, 'now or advanceMs is needed');
  return plainJson({ now: ctx.sandbox.clock.nowMs() });
}

export const clockControl: readonly GlobalRoute[] = [
  { method: 'POST', path: '/__sandbox__/clock', handle: move },
];
