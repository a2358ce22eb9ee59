import type { ExchangeSettings, ObjectUse, StageRef } from '@hub/contracts';

type Settings = Pick<
  ExchangeSettings,
  'exchangeStages' | 'exchangeUserIds' | 'targetStage' | 'excludedStages'
>;

/** What the lead exchange of an account names there: stages and users, and the users with limits of their own. */
export function usesOfExchange(settings: Settings, limitedUserIds: readonly number[]): ObjectUse[] {
  const stage = (by: ObjectUse['by'], { pipelineId, statusId }: StageRef): ObjectUse => {
    return { kind: 'stage', id: `${pipelineId}/${statusId}`, by, name: '' };
  };
  const user = (by: ObjectUse['by'], id: number): ObjectUse => ({
    kind: 'user',
    id: String(id),
    by,
    name: '',
  });
  return [
    ...settings.exchangeStages.map((one) => stage('exchange-stage', one)),
    stage('exchange-target', settings.targetStage),
    ...settings.excludedStages.map((one) => stage('excluded-stage', one)),
    ...settings.exchangeUserIds.map((id) => user('exchange-user', id)),
    ...limitedUserIds.map((id) => user('limited-user', id)),
  ];
}
