import { joined, message, type Fact, type Message } from '@hub/messages';
import { textOf } from '../configuration/json.js';
import { kindWords } from '../kind/kind-words.js';
import type { Change, Namer, Reason } from './plan.js';

/** Longest value or name, and longest sentence, that a line shows: the changes themselves have them whole. */
const maxWords = 60;
const maxSentence = 300;

/** Why a change is blocked or for a person, and what to decide; of a step its own words. */
export function describeReason({ after, reason }: Pick<Change, 'after' | 'reason'>): Message | string {
  const step = textOf(after?.text);
  return step === '' ? reasonWords(reason) : short(step, maxSentence);
}

/** The words of a reason. Its facts are cut: a branch may have called things at any length. */
export function reasonWords(reason: Change['reason']): Message {
  const { code, facts } = reason ?? { code: 'by-hand' as const, facts: {} };
  const cut = Object.entries(facts).map(([name, fact]) => [name, shortFact(fact)] as const);
  const named = facts.by === undefined ? '' : reasonWho({ facts });
  return message(`reasons.${code}`, { ...Object.fromEntries(cut), who: named });
}

/** Who names an object, as the reason has it why the object must not go. */
export function reasonWho({ facts: { by, name } }: Pick<Reason, 'facts'>): Fact {
  return who(by as Namer, textOf(name));
}

const shortFact = (fact: string | number): string | number =>
  typeof fact === 'string' ? short(fact, maxSentence) : fact;

/** Who names an object: something in the account, or a setting of the hub. */
export function who(by: Namer, name: string): Fact {
  return joined(' ', [message(`mentions.${by}`), ...(name === '' ? [] : [`«${short(name)}»`])]);
}

/** What a change does to which object, in a sentence about a plan. */
export function changeWords({ action, kind, key }: Pick<Change, 'action' | 'kind' | 'key'>): Message {
  return message('outcomes.change', { action, kind: kindWords(kind), key });
}

/** An object of a plan, in a sentence about it. */
export function objectWords({ kind, key }: Pick<Change, 'kind' | 'key'>): Message {
  return message('outcomes.object', { kind: kindWords(kind), key });
}

/** Cut between characters, never inside one. */
export function short(text: string, max = maxWords): string {
  const characters = [...text];
  return characters.length <= max ? text : `${characters.slice(0, max - 1).join('')}…`;
}
