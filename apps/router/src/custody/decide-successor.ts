/** A lead of the branch, as a list shows it. */
export interface Candidate {
  id: number;
  /** amoCRM's second of its last change. */
  updatedAt: number;
  /** The texts in its fields, of which one may be a transfer id. */
  texts: readonly string[];
  contactIds: readonly number[];
}

/** Of a branch lead that is gone. */
export interface GoneLead {
  id: number;
  /** amoCRM's second in which it was gone, as far as is known. */
  goneAt: number;
  contactIds: readonly number[];
  /** The transfers and escalations that had it. */
  ids: readonly string[];
}

/** What a page of leads shows, those changed last first. */
export interface Successors {
  /** The lead carries such an id: the gone one was merged into it. */
  found: number | null;
  /** Leads of the same client that were changed since: their notes are read, because a merge may drop the values of fields. */
  perhaps: number[];
  /** What follows was changed before the merge, which changes the lead that is left. */
  isLast: boolean;
}

/** amoCRM's own moments may differ by this much. */
const spareSeconds = 300;

/** Searches a page of leads for the one into which people of the branch have merged the gone one. */
export function decideSuccessor(page: readonly Candidate[], gone: GoneLead): Successors {
  const since = gone.goneAt - spareSeconds;
  const others = page.filter(({ id, updatedAt }) => id !== gone.id && updatedAt >= since);
  const found = others.find(({ texts }) => texts.some((text) => gone.ids.includes(text)));
  const perhaps = others.filter(({ contactIds }) => contactIds.some((id) => gone.contactIds.includes(id)));
  return {
    found: found?.id ?? null,
    perhaps: perhaps.map(({ id }) => id),
    isLast: page.some(({ updatedAt }) => updatedAt < since),
  };
}
