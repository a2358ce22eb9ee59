import { describe, expect, it } from '@jest/globals';
import { classifyAnswer, type RawAnswer } from './classify-answer.js';
import { AmoError, OutcomeUnknown, RateLimited, ServerFailed, ValidationFailed } from './errors.js';

const get = { host: 'x.amocrm.ru', method: 'GET', path: '/api/v4/leads' };
const post = { ...get, method: 'POST' };
const html = '<html><body>403 Forbidden</body></html>';

function answer(status: number, text: string, contentType = 'application/problem+json'): RawAnswer {
  return { status, text, contentType };
}
const problem = (status: number, detail: string, extra: object = {}) =>
  answer(
    status,
    JSON.stringify({ title: 't', type: `https://httpstatus.es/${status}`, status, detail, ...extra }),
  );

describe('classifyAnswer', () => {
  it.each([
    [answer(204, ''), undefined],
    [answer(200, '{"id":1}', 'application/hal+json; charset=utf-8'), { id: 1 }],
    [answer(202, 'Accepted', 'text/html'), 'Accepted'],
    [answer(200, '{"id":', 'application/hal+json'), '{"id":'],
    [answer(200, '', 'application/hal+json'), ''],
  ])('gives the body of good answer %#', (raw, body) => {
    expect(classifyAnswer(raw, get)).toEqual({ status: raw.status, body });
  });

  it('takes the empty answer of a write for done', () => {
    expect(classifyAnswer(answer(202, ''), post)).toEqual({ status: 202, body: undefined });
  });

  it.each([
    ['ValidationFailed', problem(400, 'Request validation failed'), get],
    ['Unauthorized', problem(401, 'Invalid user name or password'), get],
    ['PaymentRequired', problem(402, 'Payment required'), get],
    ['Forbidden', problem(403, "Client doesn't have the required scope"), get],
    ['Blocked', answer(403, html, 'text/html'), get],
    ['Blocked', answer(403, '403 Forbidden', 'application/json'), get],
    ['NotFound', problem(404, 'Pipeline not found'), get],
    ['Refused', problem(405, 'Method Not Allowed'), post],
    ['Refused', problem(422, 'Limit 250 per page'), post],
    ['RateLimited', answer(429, html, 'text/html'), get],
    ['ServerFailed', answer(500, 'oops', 'text/plain'), post],
    ['ServerFailed', answer(504, html, 'text/html'), get],
    ['OutcomeUnknown', answer(504, html, 'text/html'), post],
    ['OutcomeUnknown', answer(502, html, 'text/html'), { ...get, method: 'PATCH' }],
    ['Refused', answer(302, '', 'text/html'), get],
  ])('%s', (name, raw, call) => {
    const error = classifyAnswer(raw, call);
    expect(error).toBeInstanceOf(AmoError);
    expect((error as AmoError).name).toBe(name);
    expect((error as AmoError).facts).toEqual({ ...call, status: raw.status });
  });

  it('names the failing items by request_id', () => {
    const error = classifyAnswer(
      problem(400, 'Request validation failed', {
        'validation-errors': [
          { request_id: '1', errors: [{ code: 'InvalidType', path: 'status_id', detail: 'must be int' }] },
        ],
      }),
      post,
    ) as ValidationFailed;
    expect(error.items).toEqual([
      { requestId: '1', errors: [{ code: 'InvalidType', path: 'status_id', detail: 'must be int' }] },
    ]);
    expect(error.verdict).toEqual({ kind: 'never' });
  });

  it('reads errors keyed by lead id', () => {
    const error = classifyAnswer(
      problem(400, 'Invalid request body', { errors: { 77: 'Loss reason' } }),
      post,
    );
    expect((error as ValidationFailed).items[0]).toMatchObject({ requestId: '77' });
  });

  it.each([
    [problem(429, 'x', { retry_after: 300 }), 300_000],
    [{ ...answer(429, ''), retryAfter: '2' }, 2_000],
    [answer(429, 'Too many'), 1_000],
    [problem(429, 'x', { retry_after: 1e9 }), 600_000],
  ])('takes the back-off of answer %#', (raw, afterMs) => {
    expect((classifyAnswer(raw, get) as RateLimited).verdict).toEqual({ kind: 'retry', afterMs });
  });

  it('tells whether a failed write may have happened', () => {
    expect((classifyAnswer(answer(500, ''), post) as ServerFailed).mayHaveTakenEffect).toBe(true);
    expect((classifyAnswer(answer(500, ''), get) as ServerFailed).mayHaveTakenEffect).toBe(false);
    expect(classifyAnswer(answer(504, ''), post)).toBeInstanceOf(OutcomeUnknown);
  });

  const retry = (afterMs: number) => ({ kind: 'retry', afterMs });
  it.each([
    ['a refused content', problem(400, ''), post, { kind: 'never' }],
    ['an ended token', problem(401, ''), get, retry(60_000)],
    ['an ended tariff', problem(402, ''), get, retry(3_600_000)],
    ['a missing right', problem(403, ''), get, { kind: 'few-tries', tries: 5 }],
    ['a block', answer(403, html, 'text/html'), get, retry(900_000)],
    ['an object that is not there', problem(404, ''), { ...get, path: '/api/v4/leads/5' }, { kind: 'never' }],
    [
      'a proxy that knows no object',
      { ...problem(404, ''), text: '<html>' },
      { ...get, path: '/api/v4/leads/5' },
      { kind: 'few-tries', tries: 5 },
    ],
    ['an account that is not there yet', problem(404, ''), get, { kind: 'few-tries', tries: 5 }],
    ['a batch too large', problem(422, ''), post, { kind: 'never' }],
    ['a failed read', answer(500, html, 'text/html'), get, retry(10_000)],
    ['a failed write, which may go on', answer(503, ''), post, retry(60_000)],
    ['a write that a gateway gave up on', answer(504, ''), post, retry(60_000)],
    ['a problem cut off', answer(400, '{"title":"Bad'), post, { kind: 'never' }],
  ])('gives a verdict on %s', (_name, raw, call, verdict) => {
    expect((classifyAnswer(raw, call) as AmoError).verdict).toEqual(verdict);
  });
});
