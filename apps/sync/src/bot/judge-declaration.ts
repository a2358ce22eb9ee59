/** A bot as the account lists it. */
interface ListedBot {
  readonly id: number;
  readonly name: string;
  readonly isOn: boolean;
}

/**
 * Whether a bot may be called installed. With a list, the list decides: the mark in the name says which bot it is, and
 * a bot that is off does nothing. Without one the id that a person gave is all that is known.
 */
export function judgeDeclaration({
  mark,
  amoBotId,
  bots,
}: {
  mark: string;
  amoBotId: number | null;
  bots: readonly ListedBot[] | null;
}): { amoBotId: number; isSeen: boolean } | { refusal: 'missing' | 'unmarked' | 'off' | 'no-id' } {
  if (!bots) return amoBotId === null ? { refusal: 'no-id' } : { amoBotId, isSeen: false };
  const marked = bots.filter(({ name }) => name.includes(mark));
  const named =
    amoBotId === null
      ? (marked.find(({ isOn }) => isOn) ?? marked[0])
      : bots.find(({ id }) => id === amoBotId);
  if (!named) return { refusal: 'missing' };
  if (!named.name.includes(mark)) return { refusal: 'unmarked' };
  return named.isOn ? { amoBotId: named.id, isSeen: true } : { refusal: 'off' };
}
