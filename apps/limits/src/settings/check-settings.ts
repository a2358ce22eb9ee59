import type { StageRef } from '@hub/contracts';
import { Problem, type FieldError } from '@hub/platform/pure';
import { limits, type Bounds } from '@hub/limits';
import { message } from '@hub/messages';
import { pathOfUser } from './references-of-exchange.js';
import { groupOf, type Group, type Settings } from './settings-of.js';

/** A user's row, as far as settings have to fit it. */
export interface LimitedUser {
  userId: number;
  enabled: boolean;
  limits: Bounds;
}

/** What is wrong with settings in themselves and beside the limits of users; what the account lacks is checked elsewhere. */
export function faultsOfSettings(settings: Settings, users: readonly LimitedUser[]): FieldError[] {
  const { groups } = settings;
  return groups.flatMap((group, at) => {
    const path = `groups.${at}`;
    const others = groups.slice(0, at);
    return [
      ...others
        .filter(({ name }) => name === group.name)
        .map(() => ({ path: `${path}.name`, detail: message('fields.group-name-taken') })),
      ...faultsOfManagers(path, group, others),
      ...group.exchangeUserIds.flatMap((id, position) =>
        groups.some(({ managerIds }) => managerIds.includes(id))
          ? [
              {
                path: `${path}.exchangeUserIds.${position}`,
                detail: message('fields.exchange-user-presses', { id: String(id) }),
              },
            ]
          : [],
      ),
      ...faultsOfStock(path, group),
      ...faultsOfRepeats(path, group),
      ...faultsOfKeyStages(path, group),
      ...faultsOfBounds(`${path}.limits`, group.limits, group),
      ...faultsOfNeeds(path, group, users),
    ];
  });
}

/** What is wrong with the limits of users, in themselves and beside the settings; `pathOf` names the place of a row. */
export function faultsOfLimits(
  settings: Settings,
  users: readonly LimitedUser[],
  pathOf = pathOfUser,
): FieldError[] {
  const exchangeUsers = settings.groups.flatMap(({ exchangeUserIds }) => exchangeUserIds);
  return users.flatMap(({ userId, enabled, limits: bounds }, at) => {
    const path = pathOf(at);
    const errors: FieldError[] = [];
    if (users.findIndex((one) => one.userId === userId) < at)
      errors.push({ path: `${path}.userId`, detail: message('fields.one-row-per-user') });
    if (enabled && exchangeUsers.includes(userId))
      errors.push({
        path: `${path}.userId`,
        detail: message('fields.exchange-user-presses', { id: String(userId) }),
      });
    const group = groupOf(settings, userId);
    return [...errors, ...(group ? faultsOfBounds(`${path}.limits`, bounds, group) : [])];
  });
}

const longestAheadMs = 366 * 86_400_000;

/** Starts that are over a year ahead of `now` (epoch milliseconds): a wrong year would spare a manager for as long. */
export function faultsOfStarts(
  users: readonly { startedAt: Date | null }[],
  now: number,
  pathOf = pathOfUser,
): FieldError[] {
  return users.flatMap(({ startedAt }, at) =>
    startedAt && startedAt.getTime() - now > longestAheadMs
      ? [{ path: `${pathOf(at)}.startedAt`, detail: message('fields.starts-too-late') }]
      : [],
  );
}

/** Throws a 400 `Problem` that names what is wrong, if anything is. */
export function assertNoFaults(faults: readonly FieldError[]): void {
  if (faults.length > 0) throw new Problem(400, message('problems.wrong-fields'), [...faults]);
}

function faultsOfManagers(path: string, group: Group, others: readonly Group[]): FieldError[] {
  return group.managerIds.flatMap((id, position) => {
    const isTwice =
      group.managerIds.indexOf(id) < position || others.some(({ managerIds }) => managerIds.includes(id));
    const at = `${path}.managerIds.${position}`;
    return isTwice ? [{ path: at, detail: message('fields.one-group-per-manager', { id: String(id) }) }] : [];
  });
}

/** Managers without a stage or an owner of leads would find no lead, whatever the account has. */
function faultsOfStock(path: string, group: Group): FieldError[] {
  if (group.managerIds.length === 0) return [];
  return (['exchangeStages', 'exchangeUserIds'] as const)
    .filter((list) => group[list].length === 0)
    .map((list) => ({ path: `${path}.${list}`, detail: message('fields.empty-stock') }));
}

/** What is listed twice would count each of its leads twice. Key stages have a stricter rule. */
function faultsOfRepeats(path: string, group: Group): FieldError[] {
  const lists = {
    exchangeStages: group.exchangeStages.map(keyOfStage),
    exchangeUserIds: group.exchangeUserIds.map(String),
    excludedStages: group.excludedStages.map(keyOfStage),
    saleStages: group.saleStages.map(keyOfStage),
    refusalStages: group.refusalStages.map(keyOfStage),
  };
  return Object.entries(lists).flatMap(([list, keys]) =>
    keys.flatMap((key, at) =>
      keys.indexOf(key) < at
        ? [{ path: `${path}.${list}.${at}`, detail: message('fields.listed-twice') }]
        : [],
    ),
  );
}

/** A pipeline has one key stage at most. */
function faultsOfKeyStages(path: string, { keyStages }: Group): FieldError[] {
  const pipelines = keyStages.map(({ pipelineId }) => pipelineId);
  return pipelines.flatMap((id, at) =>
    pipelines.indexOf(id) < at
      ? [{ path: `${path}.keyStages.${at}`, detail: message('fields.one-key-stage-per-pipeline') }]
      : [],
  );
}

function keyOfStage({ pipelineId, statusId }: StageRef): string {
  return `${pipelineId}/${statusId}`;
}

/** Limits that are on and lack a setting of their group. */
function lacking(bounds: Bounds, group: Group): (keyof Bounds)[] {
  return limits
    .filter(({ name, needs }) => needs && typeof bounds[name] === 'number' && group[needs].length === 0)
    .map(({ name }) => name);
}

function faultsOfBounds(path: string, bounds: Bounds, group: Group): FieldError[] {
  return lacking(bounds, group).map((name) => ({
    path: `${path}.${name}`,
    detail: message('fields.needs-key-stage', { group: group.name }),
  }));
}

/** A setting that the own limits of a manager need must not be emptied. */
function faultsOfNeeds(path: string, group: Group, users: readonly LimitedUser[]): FieldError[] {
  const managers = users.filter(({ userId }) => group.managerIds.includes(userId));
  return managers.some(({ limits: own }) => lacking(own, group).length > 0)
    ? [{ path: `${path}.keyStages`, detail: message('fields.key-stage-in-use') }]
    : [];
}
