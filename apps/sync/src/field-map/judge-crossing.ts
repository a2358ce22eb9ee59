import type { Account } from '@hub/accounts';
import type { ObjectUse } from '@hub/contracts';
import { checked, TRANSFER_FIELD_CODE, type PreflightCheck } from '@hub/contracts/pure';
import type { ConfigObject, Configuration } from '../configuration/configuration.js';
import type { AccountState } from '../configuration/normalise-snapshot.js';
import { textOf } from '../configuration/json.js';
import { findField, type HqAccount, type LiveField } from './find-in-hq.js';
import { fieldKind } from '../kind/field.kind.js';
import type { LedgerEntry } from '../plan/ledger.js';
import { listNames } from '../plan/list-names.js';

/** What leads of an account are carried by. */
export interface Crossing {
  readonly roles: Account['roles'];
  readonly uses: readonly ObjectUse[];
  readonly branch: AccountState;
  readonly ledger: readonly LedgerEntry[];
  readonly release: Configuration;
}

/**
 * Can what the rules let cross go over from this head office? Beside a reference its fields are found as the field map
 * of a transfer finds them. Fields that the rules name and the account lacks are the gateway's check `settings`. Says
 * nothing about other accounts.
 */
export function judgeCrossing({ roles, uses, branch, ledger, release }: Crossing): PreflightCheck[] {
  if (!roles.includes('hq')) return [];
  const live = leadFieldsOf(branch);
  const released = release.objects.filter(
    ({ kind, within }) => kind === fieldKind.name && within === 'leads',
  );
  const isHubField = ({ attributes }: ConfigObject) => attributes.code === TRANSFER_FIELD_CODE;
  // A reference that is the head office lends the release its own fields.
  const carried = roles.includes('reference') ? null : released.filter((field) => !isHubField(field));
  const hub = carried ? released.find(isHubField) : undefined;
  const hq: HqAccount = { ledger, live };
  const isLive = (id: number) => live.some((field) => field.id === id);
  const partners = (carried ?? []).map((object) => {
    const found = findField([{ object, isOfHq: false }], hq);
    // The ledger still knows a field that a person has deleted.
    return { object, id: 'id' in found && isLive(found.id) ? found.id : null };
  });
  const crossing = new Set(partners.map(({ id }) => id));
  const allowed = new Set(uses.filter(({ by }) => by === 'allowed-field').map(({ id }) => id));
  const alone = live.filter(({ id }) => allowed.has(`leads/${id}`) && !crossing.has(id));
  const missing = [...hubFieldLacking(live, uses, hub), ...(carried ? alone.map(called) : [])];
  if (missing.length > 0) return [checked('crossing', 'failure', 'missing', { names: listNames(missing) })];
  const lacking = partners.filter(({ id }) => id === null).map(({ object }) => called(nameAndCode(object)));
  if (lacking.length > 0) return [checked('crossing', 'warning', 'partly', { names: listNames(lacking) })];
  return [checked('crossing', 'ok', 'ok')];
}

/** Without the hub's own field a lead that is merged at HQ after its hand-over cannot be recognised. */
function hubFieldLacking(
  live: readonly LiveField[],
  uses: readonly ObjectUse[],
  released: ConfigObject | undefined,
): string[] {
  if (live.some(({ code }) => code === TRANSFER_FIELD_CODE)) return [];
  // Saving the rules makes the field, and so does bringing a head office beside the reference to the release.
  const hasRules = uses.some(({ by }) => by === 'intake');
  const name = released ? nameAndCode(released).name : '';
  return hasRules || released ? [called({ name, code: TRANSFER_FIELD_CODE })] : [];
}

function leadFieldsOf({ objects }: AccountState): LiveField[] {
  return objects
    .filter(({ kind, within }) => kind === fieldKind.name && within === 'leads')
    .map(({ id, attributes }) => ({
      ...{ id: Number(id.split('/').at(-1)), type: textOf(attributes.type), enums: [] },
      ...nameAndCode({ attributes }),
    }));
}

function nameAndCode({ attributes: { name, code } }: Pick<ConfigObject, 'attributes'>) {
  return { name: textOf(name), code: typeof code === 'string' ? code : null };
}

function called({ name, code }: { name: string; code: string | null }): string {
  if (code === null) return name;
  return name === '' ? code : `${name} (${code})`;
}
