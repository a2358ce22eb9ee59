import type { Reference } from '@hub/amocrm';
import type { StageRef } from '@hub/contracts';
import type { Group, Settings } from './settings-of.js';

/**
 * What of the account the settings of its exchange name. Stages that count in no limit may lie in an archive or be «Неразобранное»; sale, refusal
 * and key stages may not, because nothing counts there.
 */
export function referencesOfExchange({ groups }: Settings): Reference[] {
  return groups.flatMap((group, at) => referencesOfGroup(`groups.${at}`, group));
}

/**
 * The stages and users by which leads are handed out or counted. An excluded stage may go, because nothing is to count there,
 * and so may a manager: who is gone presses no more.
 */
export function usedReferences(settings: Settings): Reference[] {
  return referencesOfExchange(settings).filter(
    ({ path }) => !path.includes('.excludedStages.') && !path.includes('.managerIds.'),
  );
}

/** The users whose limits these are. */
export function referencesOfLimits(users: readonly { userId: number }[], pathOf = pathOfUser): Reference[] {
  return users.map(({ userId }, at) => ({ path: `${pathOf(at)}.userId`, to: 'user', id: userId }));
}

/** The path of a user's row in a body. */
export function pathOfUser(at: number): string {
  return `users.${at}`;
}

const open = { isOpen: true, isLeftOut: false };
const counted = { isOpen: false, isLeftOut: false };
const excluded = { isOpen: false, isLeftOut: true };
type Demand = typeof open;

const stageLists = {
  exchangeStages: open,
  excludedStages: excluded,
  keyStages: counted,
  saleStages: counted,
  refusalStages: counted,
} as const;

function referencesOfGroup(path: string, group: Group): Reference[] {
  return [
    ...Object.entries(stageLists).flatMap(([list, demand]) =>
      group[list as keyof typeof stageLists].flatMap((stage, at) =>
        stageReferences(`${path}.${list}.${at}`, stage, demand),
      ),
    ),
    ...stageReferences(`${path}.targetStage`, group.targetStage, open),
    ...(['exchangeUserIds', 'managerIds'] as const).flatMap((list) =>
      group[list].map((id, at): Reference => ({ path: `${path}.${list}.${at}`, to: 'user', id })),
    ),
  ];
}

function stageReferences(
  path: string,
  { pipelineId, statusId }: StageRef,
  { isOpen, isLeftOut }: Demand,
): Reference[] {
  return [
    { path: `${path}.pipelineId`, to: 'pipeline', id: pipelineId, maybeArchived: isLeftOut },
    { path: `${path}.statusId`, to: 'stage', id: statusId, pipelineId, isOpen, maybeUnsorted: isLeftOut },
  ];
}
