import { message, type Fact, type MessageKey } from '@hub/messages';

/** The parts of an HQ lead that are checked for the list of what did not cross. */
export interface LeadParts {
  companies: number;
  contacts: number;
  tags: number;
  fields: readonly { name: string; type: string; isFilled: boolean }[];
}

/** Fields of contacts that cross: the same codes in every account. */
const crossingCodes = ['PHONE', 'EMAIL'];

/** Parts of a lead that stay behind whatever the rules allow: they would be lost without a word otherwise. */
export function leadPartsLeft({ companies, contacts, tags, fields }: LeadParts): Fact[] {
  return [
    ...(companies > 0 ? [message('leftOut.company')] : []),
    ...(contacts > 1 ? [message('leftOut.contacts', { count: contacts - 1 })] : []),
    ...(tags > 0 ? [message('leftOut.tags', { count: tags })] : []),
    ...fields.filter(({ type, isFilled }) => type === 'tracking_data' && isFilled).map(({ name }) => name),
  ];
}

/** Filled fields of the main contact that do not cross. */
export function contactFieldsLeft(
  fields: readonly { code: string | null; name: string; isFilled: boolean }[],
): Fact[] {
  return fields
    .filter(({ code, isFilled }) => isFilled && !crossingCodes.includes(code ?? ''))
    .map(({ name }) => message('leftOut.contact-field', { name }));
}

/** Each name once; a message is known by its key and facts. */
export function unique(names: readonly Fact[]): Fact[] {
  return [...new Map(names.map((name) => [JSON.stringify(name), name])).values()];
}

/** Whether a list of what did not cross has this message, whatever its facts. */
export function isNamed(names: readonly Fact[] | undefined, key: MessageKey): boolean {
  return (names ?? []).some((name) => isOf(name, key));
}

/** The list without this message. */
export function withoutName(names: readonly Fact[], key: MessageKey): Fact[] {
  return names.filter((name) => !isOf(name, key));
}

function isOf(name: Fact, key: MessageKey): boolean {
  return typeof name === 'object' && 'key' in name && name.key === key;
}
