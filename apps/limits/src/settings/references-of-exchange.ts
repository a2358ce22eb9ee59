import type { Reference } from '@hub/amocrm';
import type { ExchangeLimits, ExchangeSettings, StageRef } from '@hub/contracts';

/** What of the account the settings of its exchange name. Stages that count in no limit may lie in an archive. */
export function referencesOfExchange(settings: ExchangeSettings): Reference[] {
  const { exchangeStages, targetStage, excludedStages, exchangeUserIds } = settings;
  return [
    ...exchangeStages.flatMap((stage, at) => stageReferences(`exchangeStages.${at}`, stage, true)),
    ...stageReferences('targetStage', targetStage, true),
    ...excludedStages.flatMap((stage, at) => stageReferences(`excludedStages.${at}`, stage, false)),
    ...exchangeUserIds.map((id, at) => ({ path: `exchangeUserIds.${at}`, to: 'user' as const, id })),
  ];
}

/** The users whose limits these are. */
export function referencesOfLimits({ users }: ExchangeLimits): Reference[] {
  return users.map(({ userId }, at) => ({ path: `users.${at}.userId`, to: 'user', id: userId }));
}

function stageReferences(path: string, { pipelineId, statusId }: StageRef, isOpen: boolean): Reference[] {
  return [
    { path: `${path}.pipelineId`, to: 'pipeline', id: pipelineId, maybeArchived: !isOpen },
    { path: `${path}.statusId`, to: 'stage', id: statusId, pipelineId, isOpen },
  ];
}
