import { findTooDeep } from '@hub/platform/pure';
import { below } from './json-pointer.js';
import { topLevelTwice } from './top-level-twice.js';
import { complain, isObject } from './findings.js';
import type { Complaint } from './reference.js';

/** A bot as it was uploaded: the code, and of an export the layout and the rest of the file. */
export interface Bot {
  readonly form: 'code' | 'export';
  readonly name: string | null;
  /** A list of steps, or an object keyed by their numbers. */
  readonly code: object;
  /** The blocks of the layout; null for code, empty for an export of a bot in code mode. */
  readonly blocks: readonly unknown[] | null;
  /** What the hub passes on of the export file beside `text` and `positions`: members that it knows. */
  readonly file: Readonly<Record<string, unknown>> | null;
}

/** amoCRM takes no more code than this (D). */
export const maxCodeBytes = 64 * 1024;
const nearlyTooLarge = 60 * 1024;
/** Code is nested lists of handlers; ten levels are many. */
const mostLevels = 64;

/** Reads a file, or says why it is none. Nothing recursive reads a text before it was scanned for depth. */
export function readBot(text: string): { bot: Bot | null; complaints: Complaint[] } {
  const complaints: Complaint[] = [];
  const root = parse(text, '', complaints);
  if (!root) return { bot: null, complaints };
  const bot = 'model' in root.value ? readExport(root.value, complaints) : readCode(text, root.value);
  if (bot) checkSize(bot, complaints);
  return { bot: complaints.some(({ severity }) => severity === 'error') ? null : bot, complaints };

  function readCode(source: string, code: object): Bot {
    findTwice(source, '', complaints);
    return { form: 'code', name: null, code, blocks: null, file: null };
  }
}

function readExport(root: Record<string, unknown>, complaints: Complaint[]): Bot | null {
  const { model } = root;
  if (!isObject(model)) {
    complain({ complaints }, 'not-a-bot', '/model', model);
    return null;
  }
  const { name, text, positions, type, ...others } = model;
  const { type_functionality } = root;
  const beside = Object.fromEntries(
    Object.entries(root).filter(([member]) => member !== 'model' && member !== 'type_functionality'),
  );
  for (const [path, about] of [['/model', others] as const, ['', beside] as const])
    for (const [member, value] of Object.entries(about))
      complain({ complaints }, 'unknown-member', below(path, member), value);
  const code = part(text, '/text', complaints);
  // In code mode nothing is drawn, and an export says so in one of three ways.
  const blocks = part(positions === '' ? [] : (positions ?? []), '/positions', complaints);
  if (!code || !blocks) return null;
  if (!Array.isArray(blocks)) {
    complain({ complaints }, 'not-a-bot', '/positions', blocks);
    return null;
  }
  return {
    form: 'export',
    name: typeof name === 'string' ? name : null,
    code,
    blocks,
    file: { type_functionality, model: { name, type } },
  };
}

/** `text` and `positions` are JSON inside a string; some tools export them parsed. */
function part(value: unknown, path: string, complaints: Complaint[]): object | null {
  if (typeof value === 'string') {
    const parsed = parse(value, path, complaints);
    if (parsed && path === '/text') findTwice(value, path, complaints);
    return parsed?.value ?? null;
  }
  if (typeof value === 'object' && value !== null) return value;
  complain({ complaints }, 'not-a-bot', path, value);
  return null;
}

function parse(
  text: string,
  path: string,
  complaints: Complaint[],
): { value: Record<string, unknown> } | null {
  const plain = text.replace(/^\uFEFF/, '');
  const deep = findTooDeep(Buffer.from(plain), mostLevels);
  if (deep) {
    complain({ complaints }, 'too-deep', path, `${deep.line}:${deep.column}`);
    return null;
  }
  try {
    const value = JSON.parse(plain) as unknown;
    if (typeof value === 'object' && value !== null) return { value: value as Record<string, unknown> };
    complain({ complaints }, 'not-a-bot', path, value);
  } catch {
    complain({ complaints }, 'not-json', path);
  }
  return null;
}

/** Of two steps under one number one would be lost without an error. */
function findTwice(text: string, path: string, complaints: Complaint[]): void {
  for (const name of topLevelTwice(text.replace(/^\uFEFF/, '')))
    if (isStepKey(name)) complain({ complaints }, 'duplicate-step', below(path, name), name);
}

/** How much amoCRM counts of a bot. */
export function codeBytes({ code }: Pick<Bot, 'code'>): number {
  return Buffer.byteLength(JSON.stringify(code));
}

function checkSize({ code, form }: Bot, complaints: Complaint[]): void {
  const bytes = codeBytes({ code });
  const path = form === 'export' ? '/text' : '';
  if (bytes > maxCodeBytes) complain({ complaints }, 'too-large', path, String(bytes));
  else if (bytes > nearlyTooLarge) complain({ complaints }, 'nearly-too-large', path, String(bytes));
}

/** Whether a member of the code is a step: other keys are none, nor is another way of writing its number. */
export function isStepKey(name: string): boolean {
  return /^(?:0|[1-9]\d{0,8})$/.test(name);
}

/** The place of a bot's code in its document. */
export function codePath({ form }: Pick<Bot, 'form'>): string {
  return form === 'export' ? '/text' : '';
}

/** The document that pointers go into: the code itself, or `{text, positions}` of an export. */
export function documentOf({ form, code, blocks }: Bot): object {
  return form === 'export' ? { text: code, positions: blocks } : code;
}

/** Steps by their numbers, with their places. */
export type Steps = ReadonlyMap<number, { readonly step: unknown; readonly path: string }>;

/** The steps of a bot. */
export function stepsOf(bot: Bot): Steps {
  return new Map(
    Object.entries(bot.code)
      .filter(([name]) => isStepKey(name))
      .map(([name, step]: [string, unknown]) => [Number(name), { step, path: below(codePath(bot), name) }]),
  );
}
