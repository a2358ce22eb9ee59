import type { LeftOutRule } from '@hub/contracts';
import { message, type Message } from '@hub/messages';
import { Problem, type FieldError } from '@hub/platform/pure';
import { unlikeHubs, withHubFields } from '../configuration/hub-fields.js';
import { textOf } from '../configuration/json.js';
import { leaveOut, isSame, type LeaveOutProblem } from '../configuration/leave-out.js';
import { withManualSteps } from '../configuration/manual-steps.js';
import type { Configuration, LeftOut } from '../configuration/configuration.js';
import type { Draft } from '../configuration/draft.js';
import type { RawSnapshot } from '../configuration/raw-snapshot.js';
import { kindWords } from '../kind/kind-words.js';
import { kindOf } from '../kind/kinds.js';
import { kindNamed } from '../plan-run/kind-named.js';
import type { ReleaseEntity } from './release.entity.js';

/** What a release leaves out: the rules, and those of them that the release before had. */
export interface LeavingOut {
  readonly rules: readonly LeftOut[];
  readonly carried: readonly LeftOut[];
}

/**
 * What the next release of `accountId` leaves out: as asked, or as in the release before when nothing was said. Refs hold
 * only where that one was read from the same account. Throws a 422 `Problem` for a rule that names no kind.
 */
export function leavingOut(
  asked: readonly LeftOutRule[] | null | undefined,
  before: Pick<ReleaseEntity, 'accountId' | 'configuration'> | null,
  accountId: string,
): LeavingOut {
  const carried = (before?.configuration.leftOut ?? []).map((rule) =>
    before?.accountId === accountId ? rule : ruleOf(rule),
  );
  if (!asked) return { rules: carried, carried };
  const rules = asked.map(({ kind, key }, at) =>
    ruleOf({ kind: kindNamed(kind, `leaveOut.${at}.kind`), key: key ?? undefined }),
  );
  return { rules: rules.map((rule) => carried.find((one) => isSame(one, rule)) ?? rule), carried };
}

/**
 * What was read from a reference account, with the steps for what is there, as a release has it: without what it leaves
 * out, with the hub's own fields and with steps for people, of which some may be left out too. Throws a 422 `Problem` that
 * names what cannot be left out, or a field that has the place of the hub's own one.
 */
export function completed(
  read: Configuration,
  { raw, ...origin }: { raw: RawSnapshot; existing: readonly Draft[]; accountId: string },
  { rules, carried }: LeavingOut,
): Configuration {
  const isStep = ({ kind }: LeftOut) => kindOf(kind).isStep === true;
  const managed = leaveOut(
    read,
    rules.filter((rule) => !isStep(rule)),
    carried,
  );
  refuseUnlikeHubs(managed.configuration);
  const whole = withManualSteps(withHubFields(managed.configuration), raw, origin);
  const { configuration, problems } = leaveOut(whole, rules.filter(isStep), carried);
  const all = [...managed.problems, ...problems];
  if (all.length > 0)
    throw new Problem(
      422,
      message('sync.leave-out-refused'),
      all.map((one) => errorOf(one, rules)),
    );
  return configuration;
}

function refuseUnlikeHubs(configuration: Configuration): void {
  const [found] = unlikeHubs(configuration);
  if (!found) return;
  const { name, type } = found.object.attributes;
  const facts = { name: textOf(name), type: textOf(type), code: textOf(found.own.attributes.code) };
  throw new Problem(422, message('sync.transfer-field-taken', facts), [
    { path: 'accountId', detail: message('sync.transfer-field-taken', facts) },
  ]);
}

function ruleOf({ kind, key }: { kind: LeftOut['kind']; key?: string | undefined }): LeftOut {
  return key === undefined ? { kind } : { kind, key };
}

function errorOf(problem: LeaveOutProblem, rules: readonly LeftOut[]): FieldError {
  return { path: `leaveOut.${rules.indexOf(problem.rule)}`, detail: problemWords(problem) };
}

function problemWords(problem: LeaveOutProblem): Message {
  const facts = { kind: kindWords(problem.rule.kind), key: problem.rule.key ?? '' };
  if (!('by' in problem)) return message(`sync.leave-out-${problem.code}`, facts);
  const { kind, key } = problem.by;
  return message(`sync.leave-out-${problem.code}`, { ...facts, by: kindWords(kind), byKey: key });
}
