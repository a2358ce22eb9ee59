import type { NeededField, NeededPipeline } from '@hub/contracts';
import { TRANSFER_FIELD_CODE } from '@hub/contracts/pure';
import type { Configuration } from '../configuration/configuration.js';
import { textOf } from '../configuration/json.js';
import { address } from './placeholder.js';
import type { LedgerEntry } from '../plan/ledger.js';

/** «Неразобранное», 142 and 143: every pipeline has them, and they count against its limit (sheet 1.5). */
const systemStages = 3;

/**
 * What a release asks of one account, small enough for an answer over the bus: its pipelines and fields, and as what
 * the ledger knows them there already.
 */
export function releaseNeeds(
  { objects }: Configuration,
  ledger: readonly LedgerEntry[],
): { pipelines: NeededPipeline[]; fields: NeededField[] } {
  const known = new Map(ledger.map(({ kind, ref, branchId }) => [address(kind, ref), branchId]));
  const numberOf = (path: string | undefined) => (path === undefined ? null : Number(path.split('/').at(-1)));
  const stages = objects.filter(({ kind, fixed }) => kind === 'stage' && fixed === undefined);
  return {
    pipelines: objects
      .filter(({ kind }) => kind === 'pipeline')
      .map(({ key, ref, attributes }) => {
        const own = stages.filter(({ within }) => within === key);
        return {
          name: textOf(attributes.name),
          branchId: numberOf(known.get(address('pipeline', ref))),
          stages: own.length + systemStages,
          newStages: own
            .filter((stage) => !known.has(address('stage', stage.ref)))
            .map((stage) => textOf(stage.attributes.name)),
        };
      }),
    fields: objects
      .filter(({ kind }) => kind === 'field')
      .map(({ ref, within, attributes: { name, code, type } }) => ({
        entity: within,
        name: textOf(name),
        code: typeof code === 'string' ? code : null,
        type: textOf(type),
        branchId: numberOf(known.get(address('field', ref))),
        isHubField: code === TRANSFER_FIELD_CODE,
      })),
  };
}
