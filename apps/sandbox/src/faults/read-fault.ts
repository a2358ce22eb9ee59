import { checkShape, type Shape } from '../http/shape.js';
import { RequestValidation } from '../http/validation.js';
import {
  callFaultKinds,
  webhookFaultKinds,
  type FaultKind,
  type FaultMatcher,
  type FaultSpec,
} from './fault.js';

const matcherShape: Shape<FaultMatcher> = {
  subdomain: { type: 'string', notBlank: true },
  method: { type: 'string', choices: ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'] },
  clientId: { type: 'string', notBlank: true },
  path: { type: 'string', notBlank: true },
  pathRegExp: { type: 'string', notBlank: true },
  destination: { type: 'string', notBlank: true },
  event: { type: 'string', notBlank: true },
};

interface SentFault extends FaultMatcher, Partial<Omit<FaultSpec, 'match' | 'userId'>> {
  userId?: number;
}

const shape: Shape<SentFault> = {
  ...matcherShape,
  kind: { type: 'string', required: true, choices: [...callFaultKinds, ...webhookFaultKinds] },
  nth: { type: 'int', min: 1 },
  count: { type: 'int', min: 1, nullable: true },
  share: { type: 'float', min: 0 },
  seed: { type: 'int' },
  when: { type: 'string', choices: ['before', 'after'] },
  status: { type: 'int', min: 200 },
  body: { type: 'any' },
  html: { type: 'bool' },
  ms: { type: 'int', min: 0 },
  how: { type: 'string', choices: ['reset', 'timeout', 'status'] },
  userId: { type: 'int' },
  edit: {
    type: 'array',
    items: {
      type: 'object',
      shape: {
        path: { type: 'string', required: true, notBlank: true },
        value: { type: 'any' },
        remove: { type: 'bool' },
      },
    },
  },
};

const needs: Partial<Record<FaultKind, keyof SentFault>> = {
  status: 'status',
  slow: 'ms',
  'webhook-late': 'ms',
  'user-removed': 'userId',
  edit: 'edit',
};

/** Kinds that go on until they are deleted when neither `count` nor `share` is given. */
const lasting: readonly FaultKind[] = ['account-unpaid', 'empty-next-page'];

const afterKinds: readonly FaultKind[] = ['lost-answer', 'empty-next-page', 'edit'];

function isRegExp(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}

function countOf(sent: SentFault, kind: FaultKind): number | null {
  if (sent.count !== undefined) return sent.count;
  return sent.share !== undefined || lasting.includes(kind) ? null : 1;
}

/** Reads the body of `POST faults`. Throws the 400 with the named field on anything unknown, missing or of another type. */
export function readFault(body: Record<string, unknown>): FaultSpec {
  const validation = new RequestValidation();
  const errors = validation.item('0');
  checkShape(errors, body, shape, { prefix: '', strict: true });
  validation.throwIfAny();
  const sent: SentFault = body;
  const kind = sent.kind ?? 'status';
  const needed = needs[kind];
  if (needed !== undefined && sent[needed] === undefined) errors.add('FieldMissing', needed);
  if (sent.share !== undefined && sent.share > 1)
    errors.add('TooHigh', 'share', 'This value should be 1 or less.');
  if ((sent.status ?? 200) > 599) errors.add('TooHigh', 'status', 'This value should be 599 or less.');
  if (sent.pathRegExp !== undefined && !isRegExp(sent.pathRegExp)) {
    errors.add('NotSupportedChoice', 'pathRegExp', 'This value should be a regular expression.');
  }
  (sent.edit ?? []).forEach(({ value, remove }, index) => {
    if (value === undefined && remove !== true) errors.add('FieldMissing', `edit.${index}.value`);
  });
  validation.throwIfAny();
  const { subdomain, method, clientId, path, pathRegExp, destination, event } = sent;
  return {
    kind,
    match: { subdomain, method, clientId, path, pathRegExp, destination, event },
    nth: sent.nth ?? 1,
    count: countOf(sent, kind),
    share: sent.share ?? 1,
    seed: sent.seed ?? 1,
    when: afterKinds.includes(kind) ? 'after' : (sent.when ?? (kind === 'hold' ? 'after' : 'before')),
    status: sent.status ?? 504,
    body: sent.body,
    html: sent.html ?? false,
    ms: sent.ms ?? 1000,
    how: sent.how ?? 'reset',
    userId: sent.userId ?? null,
    edit: sent.edit ?? [],
  };
}
