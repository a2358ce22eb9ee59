import type { Answer } from '../http/answer.js';

/** One change of a true answer: sets the value at a path, or removes it. */
export interface AnswerEdit {
  /** Keys and places of lists with dots between, the last place as `last`: `_embedded.users.last.name`. */
  path: string;
  value?: unknown;
  remove?: boolean;
}

type Parent = Record<string, unknown> | unknown[];

const isParent = (value: unknown): value is Parent => typeof value === 'object' && value !== null;

/** A step of a path as a key of this parent: `last` and numbers are places of a list that has them; undefined: no place. */
function keyIn(parent: Parent, step: string): string | number | undefined {
  if (!Array.isArray(parent)) return step;
  const place = step === 'last' ? parent.length - 1 : /^\d+$/.test(step) ? Number(step) : -1;
  return place >= 0 && place < parent.length ? place : undefined;
}

/** Changes the body in place; false when the path leads nowhere. */
function apply(body: unknown, { path, value, remove }: AnswerEdit): boolean {
  const steps = path.split('.');
  let parent = body;
  for (const [index, step] of steps.entries()) {
    const key = isParent(parent) ? keyIn(parent, step) : undefined;
    if (!isParent(parent) || key === undefined) return false;
    if (index < steps.length - 1) parent = Reflect.get(parent, key);
    else if (!remove) Reflect.set(parent, key, value);
    else if (!Object.hasOwn(parent, key)) return false;
    else if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else Reflect.deleteProperty(parent, key);
  }
  return true;
}

/** The answer with every edit in its body; null when it has no body that all of them have a place in. */
export function editAnswer(answer: Answer, edits: readonly AnswerEdit[]): Answer | null {
  if (!isParent(answer.body)) return null;
  const body = structuredClone(answer.body);
  for (const edit of edits) if (!apply(body, edit)) return null;
  return { ...answer, body };
}
