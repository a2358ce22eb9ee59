import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import type { SandboxAccount } from '../demo/sandbox-api.js';
import type { Surroundings } from './surroundings.js';

interface SavedState {
  lastId: number;
  accounts: { $map: [subdomain: string, account: object][] };
}

/**
 * Copies of an account of the sandbox, with its tokens and the ids of all that is in it. Through a saved state, because
 * to make a thousand of them by calls takes longer than what is measured on them. Forgets faults and the journal.
 */
export async function copyAccount(
  { sandbox, folder }: Surroundings,
  original: SandboxAccount,
  subdomains: readonly string[],
): Promise<SandboxAccount[]> {
  const file = { file: 'copies.json' };
  const path = join(folder, file.file);
  await sandbox.control('POST', 'save', file);
  const state = JSON.parse(await readFile(path, 'utf8')) as SavedState;
  const account = state.accounts.$map.find(([subdomain]) => subdomain === original.subdomain)?.[1];
  for (const subdomain of subdomains)
    state.accounts.$map.push([subdomain, { ...account, subdomain, id: ++state.lastId }]);
  await writeFile(path, JSON.stringify(state));
  await sandbox.control('POST', 'load', file);
  return subdomains.map((subdomain) => ({ ...original, subdomain }));
}

/** What sync knows of an account, for its copies: the ledger and the plans. */
export async function copyKnown(
  source: DataSource,
  original: string,
  accountIds: readonly string[],
): Promise<void> {
  for (const table of ['sync.managed_object', 'sync.plan_run'])
    await source.query(
      `INSERT INTO ${table}
       SELECT (jsonb_populate_record(row, jsonb_build_object('id', gen_random_uuid(), 'account_id', copy.id))).*
       FROM ${table} row, unnest($2::uuid[]) copy(id) WHERE row.account_id = $1`,
      [original, accountIds],
    );
}
