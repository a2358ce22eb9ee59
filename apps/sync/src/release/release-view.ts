import type { NewReleaseView, ReleaseDifference, ReleaseView } from '@hub/contracts';
import { compareReleases } from '../plan/compare-releases.js';
import { describeWithin } from '../plan/describe-plan.js';
import type { MadeRelease } from './make-release.js';
import type { ReleaseEntity } from './release.entity.js';

/** A difference is read whole, and rarely; a screen is no measure for it. */
const maxLines = 2_000;
/** A reply is refused above 250 KB. */
const maxBytes = 200_000;

/** A release as REST shows it. */
export function releaseView({ configuration, madeAt, ...facts }: ReleaseEntity): ReleaseView {
  return { ...facts, objects: configuration.objects.length, madeAt: madeAt.toISOString() };
}

/** A release that was asked for, as REST shows it. */
export function newReleaseView({ release, sameAs }: MadeRelease): NewReleaseView {
  return { ...releaseView(release), sameAs };
}

/** What `to` changes against `from`, as REST shows it. */
export function differenceView(from: ReleaseEntity, to: ReleaseEntity): ReleaseDifference {
  const plan = compareReleases(from.configuration, to.configuration);
  return {
    from: from.id,
    to: to.id,
    isEmpty: plan.changes.length === 0,
    counts: plan.counts,
    text: describeWithin(plan, maxLines, maxBytes),
  };
}
