import { replaceAt, valueAt } from './json-pointer.js';
import { documentOf, type Bot } from './read-bot.js';
import { isSameEverywhere } from './resolve-references.js';
import type { Reference, Remark } from './reference.js';

/** The branch's id for a reference, or undefined when nobody gave one. */
export type Resolve = (reference: Reference) => number | string | undefined;

/** Another text in the place of a remark, or undefined to leave it. */
export type Reword = (remark: Remark) => string | undefined;

/** The references that have no id in the branch. Stages 142 and 143 are the same everywhere. */
export function unresolved(references: readonly Reference[], resolve: Resolve): Reference[] {
  return references.filter((reference) => newId(reference, resolve) === undefined);
}

/**
 * The bot with the branch's ids, each place by itself. Throws a `RangeError` for a reference without an id: such a bot
 * may not exist.
 */
export function rewriteBot(
  bot: Bot,
  found: { readonly references: readonly Reference[]; readonly remarks: readonly Remark[] },
  { resolve, reword }: { resolve: Resolve; reword: Reword },
): Bot {
  const copy = JSON.parse(JSON.stringify(documentOf(bot))) as object;
  const references = found.references.map((reference) => {
    const id = newId(reference, resolve);
    if (id === undefined) throw new RangeError(`no id for ${reference.kind} ${reference.id}`);
    return { ...reference, put: id };
  });
  const remarks = found.remarks.flatMap((remark) => {
    const put = reword(remark);
    return put === undefined ? [] : [{ ...remark, put }];
  });
  // From the end of each text, so that what is replaced does not move what is still to be.
  for (const one of [...references, ...remarks].sort((a, b) => (b.at?.[0] ?? 0) - (a.at?.[0] ?? 0)))
    replaceAt(copy, one.path, replaced(valueAt(copy, one.path), one));
  if (bot.form === 'code') return { ...bot, code: copy };
  const { text, positions } = copy as { text: object; positions: unknown[] };
  return { ...bot, code: text, blocks: positions };
}

/** The file as amoCRM imports it. */
export function writeBot({ form, code, blocks, file }: Bot, name: string | null): string {
  if (form === 'code') return JSON.stringify(code);
  const { model, ...others } = file ?? {};
  return JSON.stringify({
    ...others,
    model: {
      ...(model as object),
      ...(name === null ? {} : { name }),
      text: JSON.stringify(code),
      positions: JSON.stringify(blocks),
    },
  });
}

function newId(reference: Reference, resolve: Resolve): number | string | undefined {
  return isSameEverywhere(reference) ? reference.id : resolve(reference);
}

/** What was text stays text, and a number stays a number. */
function replaced(value: unknown, { at, put }: Pick<Reference, 'at'> & { put: number | string }): unknown {
  if (typeof value !== 'string') return typeof value === 'number' ? Number(put) : put;
  return at ? `${value.slice(0, at[0])}${put}${value.slice(at[1])}` : String(put);
}
