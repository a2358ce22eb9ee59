import type { StageRef } from '@hub/contracts';
import type { Group } from '../settings/settings-of.js';

/** How the lead of one claim is chosen and handed over, as the settings said when the button was pressed. */
export interface Terms {
  /** Name of the manager's group. */
  group: string;
  exchangeStages: StageRef[];
  exchangeUserIds: number[];
  targetStage: StageRef;
}

/** The terms of a group. A claim keeps them: settings that change meanwhile do not split it. */
export function termsOf({ name, exchangeStages, exchangeUserIds, targetStage }: Group): Terms {
  return { group: name, exchangeStages, exchangeUserIds, targetStage };
}
