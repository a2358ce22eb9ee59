import { isObject } from './findings.js';
import { inspectBot } from './inspect-bot.js';
import { below } from './json-pointer.js';
import { codePath, readBot } from './read-bot.js';
import { keyOf } from './resolve-references.js';

/** Members of a step that amoCRM issues anew when a bot is imported or saved. */
const issuedAnew = new Set(['widget_instance_id', 'block_uuid']);

/**
 * Compares the branch's own export with the file that was delivered to it and returns the places that differ: in
 * the code every one that is not another way of writing the same, in the layout the ids that are missing at their place
 * in a block or were not delivered there. Empty: the branch runs this bot.
 */
export function proveBot(delivered: string, exported: string): string[] {
  const [wanted, found] = [readBot(delivered).bot, readBot(exported).bot];
  if (!wanted || !found) return [''];
  const places = differences(membersOf(wanted.code), membersOf(found.code), codePath(wanted));
  if (wanted.form === 'code' || (found.blocks ?? []).length === 0) return places;
  const [ours, theirs] = [layoutIdsOf(delivered), layoutIdsOf(exported)];
  return [...places, ...missingFrom(ours, theirs), ...missingFrom(theirs, ours)];

  function layoutIdsOf(file: string): { key: string; path: string }[] {
    const { bot, references } = inspectBot(file);
    return references
      .filter(({ path }) => path.startsWith('/positions/'))
      .map((one) => ({ key: `${placeInBlock(one.path, bot?.blocks ?? [])} ${keyOf(one)}`, path: one.path }));
  }
}

/** A place by the step of its block: blocks and actions may be in another order in an export. */
function placeInBlock(path: string, blocks: readonly unknown[]): string {
  const [, , block, ...inside] = path.split('/');
  const raw = blocks[Number(block)];
  const [part] = inside;
  return `${isObject(raw) ? String(raw.step) : ''} ${inside.slice(part === 'actions' ? 2 : 0).join('/')}`;
}

function missingFrom(
  list: readonly { key: string; path: string }[],
  other: readonly { key: string }[],
): string[] {
  const left = other.map(({ key }) => key);
  return list
    .filter(({ key }) => {
      const at = left.indexOf(key);
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    })
    .map(({ path }) => path);
}

/** Steps are a list or an object by their numbers, and an export says that a bot is no conversation. */
function membersOf(code: object): object {
  const { conversation, ...members } = code as Record<string, unknown>;
  return conversation === undefined || conversation === false ? members : { conversation, ...members };
}

/** PHP writes an empty object as an empty list. */
const isEmpty = (value: object): boolean => Object.keys(value).length === 0;

function differences(a: unknown, b: unknown, path: string): string[] {
  if (a === b) return [];
  const areObjects = typeof a === 'object' && typeof b === 'object' && a !== null && b !== null;
  if (!areObjects) return [path];
  if (Array.isArray(a) !== Array.isArray(b)) return isEmpty(a) && isEmpty(b) ? [] : [path];
  const [one, other] = [a as Record<string, unknown>, b as Record<string, unknown>];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])]
    .filter((name) => !issuedAnew.has(name))
    .flatMap((name) => differences(one[name], other[name], below(path, name)));
}
