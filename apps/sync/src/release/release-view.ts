import type { LeftOutRule, NewReleaseView, ReleaseDifference, ReleaseView } from '@hub/contracts';
import { joined, message, type Fact } from '@hub/messages';
import type { LeftOut } from '../configuration/configuration.js';
import { isSame } from '../configuration/leave-out.js';
import { kindWords } from '../kind/kind-words.js';
import { compareReleases } from '../plan/compare-releases.js';
import { describeWithin } from '../plan/describe-plan.js';
import type { MadeRelease } from './make-release.js';
import type { ReleaseEntity } from './release.entity.js';

/** A difference is read whole, and rarely; a screen is no measure for it. */
const maxLines = 2_000;
/** A reply is refused above 250 KB. */
const maxBytes = 200_000;

/** A release as REST shows it. `latest` are the ids that `ReleaseRepository.listNewestOf` gives for its group. */
export function releaseView(
  { configuration, madeAt, ...facts }: ReleaseEntity,
  latest: readonly string[],
): ReleaseView {
  return {
    ...facts,
    objects: configuration.objects.length,
    leftOut: (configuration.leftOut ?? []).map(ruleView),
    madeAt: madeAt.toISOString(),
    isLatest: latest.includes(facts.id),
  };
}

/** A release that was asked for, as REST shows it. */
export function newReleaseView({ release, sameAs }: MadeRelease, latest: readonly string[]): NewReleaseView {
  return { ...releaseView(release, latest), sameAs };
}

/** What `to` changes against `from`, as REST shows it. */
export function differenceView(from: ReleaseEntity, to: ReleaseEntity): ReleaseDifference {
  const plan = compareReleases(from.configuration, to.configuration);
  const leavesOut = rulesOnlyIn(to, from);
  const managesAgain = rulesOnlyIn(from, to);
  return {
    from: from.id,
    to: to.id,
    isEmpty: plan.changes.length === 0 && leavesOut.length === 0 && managesAgain.length === 0,
    counts: plan.counts,
    leavesOut: leavesOut.map(ruleView),
    managesAgain: managesAgain.map(ruleView),
    text: joined('\n', [
      ...rulesText('leaves-out', leavesOut),
      ...rulesText('manages-again', managesAgain),
      describeWithin(plan, maxLines, maxBytes),
    ]),
  };
}

function rulesOnlyIn({ configuration: one }: ReleaseEntity, { configuration: other }: ReleaseEntity) {
  return (one.leftOut ?? []).filter((rule) => !(other.leftOut ?? []).some((known) => isSame(known, rule)));
}

function ruleView({ kind, key }: LeftOut): LeftOutRule {
  return { kind, key: key ?? null };
}

/** As many rules a difference names, the others counted. */
const maxRules = 100;

function rulesText(title: 'leaves-out' | 'manages-again', rules: readonly LeftOut[]): readonly Fact[] {
  if (rules.length === 0) return [];
  const what = rules
    .slice(0, maxRules)
    .map(({ kind, key }) =>
      key === undefined ? kindWords(kind, 'list') : joined(' ', [kindWords(kind), `«${key}»`]),
    );
  const more = rules.length - what.length;
  const rest = more > 0 ? [message('plans.more', { count: more })] : [];
  return [message(`sync.${title}`, { what: joined(', ', [...what, ...rest]) })];
}
