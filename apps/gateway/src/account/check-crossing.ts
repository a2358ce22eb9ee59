import type { AccountRole } from '@hub/accounts';
import type { NeededField, ObjectUse, ReleaseNeeds } from '@hub/contracts';
import { TRANSFER_FIELD_CODE } from '@hub/contracts/pure';
import { listed } from './decide-room.js';
import type { LiveField } from './fit-release.js';
import { said, type Check } from './preflight-check.js';

/** What leads of a head office are carried by; null where it could not be read. */
export interface CrossingFacts {
  roles: readonly AccountRole[];
  uses: readonly ObjectUse[] | null;
  /** Fields that people or the hub made. */
  fields: readonly LiveField[] | null;
  needs: ReleaseNeeds | null;
}

/**
 * Can what the rules let cross go over from this head office? Beside a reference its fields are matched with those of the
 * release by the ledger, by code, or by name, always of one type. Fields that the rules name and the account lacks are
 * `checkSettings`' business. Says nothing about other accounts.
 */
export function checkCrossing({ roles, uses, fields, needs }: CrossingFacts): Check[] {
  if (!roles.includes('hq')) return [];
  if (!uses || !fields || !needs) return [said('crossing', 'unknown', 'unknown')];
  const live = fields.filter(({ entity }) => entity === 'leads');
  // A reference that is the head office lends the release its own fields.
  const released = roles.includes('reference')
    ? null
    : needs.fields.filter(({ entity, isHubField }) => entity === 'leads' && isHubField !== true);
  const missing = [
    ...hubFieldLacking(live, uses, released ? needs.fields : []),
    ...(needs.release && released ? withoutPartner(live, uses, released) : []),
  ];
  if (missing.length > 0) return [said('crossing', 'failure', 'missing', { names: listed(missing) })];
  const lacking = (released ?? []).filter((one) => !live.some((field) => isSame(one, field))).map(called);
  if (lacking.length > 0) return [said('crossing', 'warning', 'partly', { names: listed(lacking) })];
  return [said('crossing', 'ok', 'ok')];
}

/** Without the hub's own field a lead that is merged at HQ after its hand-over cannot be recognised. */
function hubFieldLacking(
  live: readonly LiveField[],
  uses: readonly ObjectUse[],
  elsewhere: readonly NeededField[],
): string[] {
  if (live.some(({ code }) => code === TRANSFER_FIELD_CODE)) return [];
  const released = elsewhere.find(({ isHubField }) => isHubField);
  // Saving the rules makes the field, and so does bringing a head office beside the reference to the release.
  const hasRules = uses.some(({ by }) => by === 'intake');
  return hasRules || released ? [called({ name: released?.name ?? '', code: TRANSFER_FIELD_CODE })] : [];
}

/** Fields that the rules let cross, and no field of the release is the same. */
function withoutPartner(
  live: readonly LiveField[],
  uses: readonly ObjectUse[],
  released: readonly NeededField[],
): string[] {
  const allowed = new Set(uses.filter(({ by }) => by === 'allowed-field').map(({ id }) => id));
  return live
    .filter(({ id }) => allowed.has(`leads/${id}`))
    .filter((field) => !released.some((one) => isSame(one, field)))
    .map(called);
}

function isSame(one: NeededField, { id, name, code, type }: LiveField): boolean {
  if (one.branchId === id) return true;
  return one.type === type && ((one.code !== null && one.code === code) || one.name === name);
}

function called({ name, code }: { name: string; code: string | null }): string {
  if (code === null) return name;
  return name === '' ? code : `${name} (${code})`;
}
