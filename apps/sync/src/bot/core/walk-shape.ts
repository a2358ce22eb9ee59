import { checkCondition } from './check-condition.js';
import { complain, isObject, type Findings } from './findings.js';
import { below } from './json-pointer.js';
import type { Reference } from './reference.js';
import type { Shape } from './shape.js';
import { checkName, walkLeaf, walkUnknown, walkWord } from './walk-leaf.js';

/** PHP writes an empty object as an empty list, and nothing as an empty text. */
const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  (typeof value === 'object' && Object.values(value).every(isEmpty));

/** Reads a list of handlers. */
export function walkHandlers(list: unknown, path: string, into: Findings): void {
  if (isEmpty(list) && !Array.isArray(list)) return;
  if (!Array.isArray(list)) {
    complain(into, 'unknown-shape', path, list);
    return;
  }
  list.forEach((one, at) => {
    walkHandler(one, below(path, at), into);
  });
}

/** Reads one `{handler, params}`. */
export function walkHandler(one: unknown, path: string, into: Findings): void {
  if (!isObject(one) || typeof one.handler !== 'string') {
    complain(into, 'unknown-shape', path, one);
    return;
  }
  const { handler, params, ...others } = one;
  const shape = Object.hasOwn(into.shapes, handler) ? into.shapes[handler] : undefined;
  if (!shape) {
    complain(into, 'unknown-handler', [below(path, 'handler'), path], handler);
    return;
  }
  walkShape(params, shape, below(path, 'params'), into);
  for (const [name, value] of Object.entries(others)) walkUnknown(value, below(path, name), into);
}

function walkShape(value: unknown, shape: Shape, path: string, into: Findings): void {
  if (isEmpty(value) && shape.is !== 'jump') return;
  switch (shape.is) {
    case 'handlers':
      walkHandlers(value, path, into);
      return;
    case 'handler':
      walkHandler(value, path, into);
      return;
    case 'jump':
      walkJump(value, path, into);
      return;
    case 'list':
      if (!Array.isArray(value)) walkUnknown(value, path, into);
      else walkEach(value, shape.of, path, into);
      return;
    case 'each':
      if (typeof value === 'object' && value !== null) walkEach(value, shape.of, path, into);
      else walkUnknown(value, path, into);
      return;
    case 'object':
      walkMembers(value, shape.members, path, into);
      return;
    case 'choice':
      walkChoice(value, shape, path, into);
      return;
    case 'id':
    case 'card':
    case 'plain':
    case 'term':
    case 'meta-name':
    case 'field-value':
    case 'file':
    case 'widget-instance':
    case 'widget-code':
    case 'settings':
    case 'empty':
      walkLeaf(value, shape, path, into);
  }
}

/** What is null is not wired, or not filled in. */
function walkEach(value: object, shape: Shape, path: string, into: Findings): void {
  for (const [name, one] of Object.entries(value) as [string, unknown][])
    if (one !== null) walkShape(one, shape, below(path, name), into);
}

function walkChoice(
  value: unknown,
  shape: Extract<Shape, { is: 'choice' }>,
  path: string,
  into: Findings,
): void {
  const word = isObject(value) ? String(value[shape.by]) : '';
  const chosen = Object.hasOwn(shape.cases, word) ? shape.cases[word] : undefined;
  if (chosen) walkShape(value, chosen, path, into);
  else complain(into, shape.unknown, [below(path, shape.by), path], word);
}

function walkMembers(
  value: unknown,
  members: Readonly<Record<string, Shape>>,
  path: string,
  into: Findings,
): void {
  if (!isObject(value)) {
    const isPlain = Object.values(members).every(({ is }) => is === 'plain');
    if (isPlain) walkWord(value, path, into);
    else walkUnknown(value, path, into);
    return;
  }
  const before = into.references.length;
  for (const [name, one] of Object.entries(value)) {
    const member = Object.hasOwn(members, name) ? members[name] : undefined;
    if (member) walkShape(one, member, below(path, name), into);
    else {
      checkName(name, below(path, name), into);
      walkUnknown(one, below(path, name), into);
    }
  }
  checkCondition(value, path, into);
  nameParents(into.references, before, path);
}

/** A stage with its pipeline beside it is known by both. */
function nameParents(references: Reference[], from: number, path: string): void {
  const beside = references
    .slice(from)
    .find(({ kind, path: at }) => kind === 'pipeline' && at === below(path, 'pipeline_id'));
  if (!beside) return;
  for (const [at, one] of references.entries()) {
    if (at < from || one.kind !== 'stage' || one.path.slice(0, one.path.lastIndexOf('/')) !== path) continue;
    references[at] = { ...one, parent: Number(beside.id) };
  }
}

function walkJump(value: unknown, path: string, into: Findings): void {
  const { type, step } = isObject(value) ? value : {};
  const isKnown = type === 'question' || type === 'answer' || type === 'finish';
  const isNumber = Number.isInteger(step) || (typeof step === 'string' && /^\d+$/.test(step));
  if (!isObject(value) || !isKnown || !isNumber) {
    complain(into, 'unknown-shape', path, value);
    return;
  }
  into.jumps.push({ type, step: Number(step), path: below(path, 'step') });
}
