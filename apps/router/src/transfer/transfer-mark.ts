/** Last line of each note the router writes. A later attempt recognises its own note by it, in any language. */
export function transferMark(transferId: string): string {
  return `[hub ${transferId}]`;
}

/** The ids in marks of the router, in whatever notes a lead has. */
export function markedTransfers(text: string): string[] {
  return [...text.matchAll(/\[hub ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\]/g)].flatMap(
    ([, id = '']) => id,
  );
}

/** Whether these notes have a mark of such a transfer or escalation (`noteMark` adds to it which act wrote the note). */
export function hasMark(notes: string, ids: readonly string[]): boolean {
  return ids.some((id) => notes.includes(`[hub ${id}`));
}
