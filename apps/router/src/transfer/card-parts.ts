import type { Fact } from '@hub/messages';

/** One part of a card that is about to be written. */
export interface CardPart {
  /** Where it goes: a key, `_embedded.<key>`, or `custom_fields_values` for one field among others. */
  place: string;
  value: unknown;
  /** What people call the part when it is left out; null: the card cannot be without it. */
  name: Fact | null;
  /** What is written in its place when the value is refused, before the part is given up. */
  instead?: unknown;
  /** Parts of one such word mean nothing without each other: where one is refused, all are left out. */
  together?: string;
}

/** What a name that amoCRM refuses is cut to. */
export const shortNameLength = 250;

const fields = 'custom_fields_values';

/** The body with these parts. */
export function composeCard(parts: readonly CardPart[]): Record<string, unknown> {
  const card: Record<string, unknown> = {};
  for (const { place, value } of parts) {
    if (place === fields) card[fields] = [...((card[fields] as unknown[] | undefined) ?? []), value];
    else if (place.startsWith('_embedded.'))
      card._embedded = {
        ...(card._embedded as object | undefined),
        [place.slice('_embedded.'.length)]: value,
      };
    else card[place] = value;
  }
  return card;
}

export interface Reduced {
  parts: CardPart[];
  /** Names of what is not written, or not whole. */
  dropped: Fact[];
}

/**
 * The parts without those that amoCRM refused; `paths` are the places of its errors, e.g. `price` or
 * `custom_fields_values.2.values.0.value`. Of a field with several values the refused ones alone are left out. Null when nothing can be done: an error names no part, or one that the
 * card cannot be without.
 */
export function dropRefused(parts: readonly CardPart[], paths: readonly string[]): Reduced | null {
  const named = new Set(paths.map((path) => partAt(parts, path)));
  const words = new Set([...named].flatMap((part) => part?.together ?? []));
  const refused = new Set([
    ...named,
    ...parts.filter(({ together }) => together !== undefined && words.has(together)),
  ]);
  if (refused.size === 0) return null;
  const reduced: Reduced = { parts: [], dropped: [] };
  for (const part of refused) if (!part || part.name === null) return null;
  for (const part of parts) {
    if (!refused.has(part)) {
      reduced.parts.push(part);
      continue;
    }
    if (part.name !== null) reduced.dropped.push(part.name);
    const { instead, ...rest } = part;
    const own = paths.filter((path) => partAt(parts, path) === part);
    const left = instead ?? valuesLeft(part, own);
    if (left !== null) reduced.parts.push({ ...rest, value: left });
  }
  return reduced;
}

/** A field without the values that these paths name; null: they name all of it, or none of its values would be left. */
function valuesLeft({ place, value, together }: CardPart, paths: readonly string[]): object | null {
  if (place !== fields || together !== undefined) return null;
  const field = value as { values?: unknown[] | null };
  const values = field.values ?? [];
  const refused = new Set(paths.map((path) => /^\w+\.\d+\.values\.(\d+)(\.|$)/.exec(path)?.[1] ?? null));
  const left = values.filter((_, at) => !refused.has(String(at)));
  const isSome = left.length > 0 && left.length < values.length;
  return isSome && !refused.has(null) ? { ...field, values: left } : null;
}

function partAt(parts: readonly CardPart[], path: string): CardPart | undefined {
  if (path.startsWith(`${fields}.`)) {
    const at = Number(path.slice(fields.length + 1).split('.')[0]);
    return parts.filter(({ place }) => place === fields)[at];
  }
  return parts.find(({ place }) => place !== fields && (path === place || path.startsWith(`${place}.`)));
}
