import { complain, type Findings } from './findings.js';
import { below } from './json-pointer.js';
import { stringsIn } from './read-string.js';

/** What a condition compares with a bare number, when it compares more than texts. */
const comparesIds =
  /^\s*(?:\{\{\s*)?(?:lead|contact|company|customer)\.(?:status_id|pipeline_id|source_id|(?:responsible_user_id|responsible\.id)|groups_subscribers|users_subscribers)\s*(?:\}\})?\s*$/;

/** A stage, user or source as a bare number: nobody can tell from digits what they name. */
export function checkCondition(value: Record<string, unknown>, path: string, into: Findings): void {
  const { term1, term2 } = value;
  for (const [one, other, name] of [
    [term1, term2, 'term2'],
    [term2, term1, 'term1'],
  ] as const) {
    if (typeof one !== 'string' || !comparesIds.test(one)) continue;
    for (const { text, path: at } of wordsIn(other, below(path, name)))
      if (/\d/.test(text.replace(/\{\{.*?\}\}/g, ''))) complain(into, 'unmappable', at, text);
  }
}

function* wordsIn(value: unknown, path: string): Generator<{ text: string; path: string }> {
  if (typeof value === 'number') yield { text: String(value), path };
  else if (typeof value === 'object' && value !== null)
    for (const [name, one] of Object.entries(value)) yield* wordsIn(one, below(path, name));
  else yield* stringsIn(value, path);
}
