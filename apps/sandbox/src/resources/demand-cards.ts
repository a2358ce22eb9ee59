import type { LeadBody } from '../entities/check-lead.js';
import type { NewUnsorted } from '../entities/write-unsorted.js';
import { demand, mayAdd, mayDo } from '../http/rights.js';
import type { ApiContext } from '../http/route.js';

function demandCard(
  ctx: ApiContext,
  kind: 'contacts' | 'companies',
  card: NewUnsorted['contact' | 'company'],
): void {
  if (card === null) return;
  const named = typeof card === 'number' ? ctx.account[kind].get(card) : undefined;
  demand(named ? mayDo(ctx.user, 'view', kind, named) : mayAdd(ctx.user, kind));
}

/** Throws 403 unless the caller may add the cards that come along with a lead, and see those it names. */
export function demandBrought(
  ctx: ApiContext,
  { contact, company }: Pick<NewUnsorted, 'contact' | 'company'>,
): void {
  demandCard(ctx, 'contacts', contact);
  demandCard(ctx, 'companies', company);
}

/** Throws 403 unless the caller may see the cards that a new lead names. */
export function demandNamed(ctx: ApiContext, { _embedded }: LeadBody): void {
  for (const { id } of _embedded?.contacts ?? []) demandCard(ctx, 'contacts', id);
  for (const { id } of _embedded?.companies ?? []) demandCard(ctx, 'companies', id);
}
