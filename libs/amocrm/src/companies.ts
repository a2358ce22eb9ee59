import type { AmoClient } from './amo-client.js';
import type { ItemOutcome } from './cut-batches.js';
import { fieldValues, tags, type NewFieldValues, type TagRef } from './field-values.js';
import { int, listInCard, or, shape, text, type Read } from './read-value.js';
import { readCard } from './read-card.js';
import { readAll, readPages, type OnUnreadable } from './read-pages.js';
import { writeBatch, writeOne } from './write-batch.js';

const company = shape({
  id: int,
  name: or(text, ''),
  responsible_user_id: or(int, 0),
  created_at: or(int, 0),
  updated_at: or(int, 0),
  custom_fields_values: listInCard(fieldValues),
  _embedded: or(shape({ tags }), { tags: [] }),
});
const written = shape({ id: int });

export type AmoCompany = Read<typeof company>;

/** Keys of a company that may be written. */
export interface CompanyWrite {
  name?: string;
  responsible_user_id?: number;
  custom_fields_values?: NewFieldValues[];
  tags_to_add?: TagRef[];
}

const path = '/api/v4/companies';

/** The company, or null where amoCRM shows none (`readCard`). */
export async function findCompany(amo: AmoClient, id: number): Promise<AmoCompany | null> {
  const body = await readCard(amo, { path: `${path}/${id}` });
  return body === undefined ? null : company(body, 'company');
}

/** Companies that mention this text in any field; compare each hit yourself. */
export async function searchCompanies(amo: AmoClient, query: string): Promise<AmoCompany[]> {
  return readAll(amo, { path, key: 'companies', read: company, query: { query } });
}

/** Pages of companies, newest first: what to walk when searching for a company that was written a moment ago. */
export function listNewestCompanies(
  amo: AmoClient,
  onUnreadable?: OnUnreadable,
): AsyncGenerator<AmoCompany[], void> {
  return readPages(amo, {
    ...{ path, key: 'companies', read: company, query: { order: { id: 'desc' } } },
    ...(onUnreadable ? { onUnreadable } : {}),
  });
}

/** Creates one company and gives its id. */
export async function createCompany(amo: AmoClient, item: CompanyWrite): Promise<number> {
  return (await writeOne(amo, { method: 'POST', path, items: [item], key: 'companies', read: written })).id;
}

/** Changes one company. */
export async function patchCompany(amo: AmoClient, id: number, change: CompanyWrite): Promise<void> {
  await amo.call({ method: 'PATCH', path: `${path}/${id}`, body: change });
}

/** Changes many companies; outcomes in the given order. */
export async function patchCompanies(
  amo: AmoClient,
  items: readonly (CompanyWrite & { id: number })[],
): Promise<ItemOutcome<{ id: number }>[]> {
  return writeBatch(amo, { method: 'PATCH', path, items, key: 'companies', read: written });
}
