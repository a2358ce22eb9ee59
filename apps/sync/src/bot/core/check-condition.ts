import { complain, type Findings } from './findings.js';
import { below } from './json-pointer.js';
import { hasNumber, stringsIn, withoutMarkers } from './read-string.js';

/** Names of what is an id of the account: `lead.status_id`, `contact.responsible.id`, `lead.created_by`. */
const comparesIds =
  /^\s*(?:\{\{\s*)?(?!json\.)(?:\w+\.)+(?:\w*_ids?|ids?|status|pipeline|source|responsible(?:_user)?|\w+_by|(?:groups?|users?)_subscribers)\s*(?:\}\})?\s*$/i;

/** The sides of a condition, and of a check of what the client answered. */
const sides = [
  ['term1', 'term2'],
  ['term2', 'term1'],
  ['client_value', 'condition_value'],
] as const;

/** A stage, user or source as a bare number: digits do not show what they name. Digits of a word do not count. */
export function checkCondition(value: Record<string, unknown>, path: string, into: Findings): void {
  for (const [name, otherName] of sides) {
    const [one, other] = [value[name], value[otherName]];
    if (typeof one !== 'string' || !comparesIds.test(one)) continue;
    for (const { text, path: at } of wordsIn(other, below(path, otherName)))
      if (hasNumber(withoutMarkers(text))) complain(into, 'unmappable', at, text);
  }
}

function* wordsIn(value: unknown, path: string): Generator<{ text: string; path: string }> {
  if (typeof value === 'number') yield { text: String(value), path };
  else if (typeof value === 'object' && value !== null)
    for (const [name, one] of Object.entries(value)) yield* wordsIn(one, below(path, name));
  else yield* stringsIn(value, path);
}
