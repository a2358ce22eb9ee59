import type { KindName } from '../kind/kind-name.js';
import { address } from '../kind/placeholder.js';
import { allowedAttributes, isExcepted } from '../plan/exceptions.js';
import type { AllowedDifference } from '../plan/ledger.js';
import { attributesOf, type Drift } from './find-drift.js';

/**
 * Why a finding ended. `same`: the account is as the release says again. `excepted`: HQ allows it. `release`: the account
 * was brought to another release, which does not ask for it.
 */
export type Ending = 'same' | 'excepted' | 'release';

/** What is known of a finding from earlier readings. */
export interface Known extends Pick<Drift, 'kind' | 'key' | 'within' | 'form' | 'after' | 'moved'> {
  readonly id: string;
  readonly releaseId: string;
}

/** How the last finding about an object ended. */
export interface Past {
  readonly kind: KindName;
  readonly key: string;
  readonly ending: Ending;
  readonly returns: number;
  readonly absentAt: Date | null;
  readonly seenAt: Date;
}

export interface Opened {
  readonly drift: Drift;
  /** The last reading without it; null when there was none. */
  readonly absentAt: Date | null;
  readonly seenAt: Date;
  /** How often it came back after the account was as the release says. */
  readonly returns: number;
}

interface Reading {
  readonly releaseId: string;
  readonly found: readonly Drift[];
  readonly exceptions: readonly AllowedDifference[];
  /** Kinds that the account did not give: their findings stay as they are. */
  readonly unread: readonly KindName[];
  readonly readAt: Date;
  readonly previousAt: Date | null;
}

export interface Followed {
  readonly opened: readonly Opened[];
  readonly kept: readonly { readonly id: string; readonly drift: Drift }[];
  readonly ended: readonly { readonly id: string; readonly ending: Ending }[];
}

/** What one reading makes of the findings of an account: new ones, those that still hold, and those that are over. */
export function followFindings(known: readonly Known[], past: readonly Past[], reading: Reading): Followed {
  const open = new Map(known.map((finding) => [address(finding.kind, finding.key), finding]));
  const before = new Map(past.map((finding) => [address(finding.kind, finding.key), finding]));
  const found = new Set(reading.found.map(({ kind, key }) => address(kind, key)));
  const isNew = ({ kind, key }: Drift) => !open.has(address(kind, key));
  return {
    opened: reading.found
      .filter(isNew)
      .map((drift) => opened(drift, before.get(address(drift.kind, drift.key)), reading)),
    kept: reading.found.flatMap((drift) => {
      const finding = open.get(address(drift.kind, drift.key));
      return finding ? [{ id: finding.id, drift }] : [];
    }),
    ended: known
      .filter(({ kind, key }) => !found.has(address(kind, key)) && !reading.unread.includes(kind))
      .map((finding) => ({ id: finding.id, ending: endingOf(finding, reading) })),
  };
}

/** What was excepted meanwhile may have differed all the time, so it keeps the readings between which it began. */
function opened(drift: Drift, past: Past | undefined, { readAt, previousAt }: Reading): Opened {
  if (past?.ending === 'excepted') {
    const { absentAt, seenAt, returns } = past;
    return { drift, absentAt, seenAt, returns };
  }
  const returns = past === undefined ? 0 : past.returns + (past.ending === 'same' ? 1 : 0);
  return { drift, absentAt: previousAt, seenAt: readAt, returns };
}

function endingOf(finding: Known, { releaseId, exceptions }: Reading): Ending {
  if (isCovered(finding, exceptions)) return 'excepted';
  return finding.releaseId === releaseId ? 'same' : 'release';
}

/** Whether exceptions allow the whole of a finding. */
function isCovered(
  finding: Pick<Known, 'kind' | 'key' | 'within' | 'form' | 'after' | 'moved'>,
  exceptions: readonly AllowedDifference[],
): boolean {
  if (isExcepted(finding, { exceptions })) return true;
  const attributes = attributesOf(finding);
  const allowed = allowedAttributes(finding, { exceptions });
  return attributes.length > 0 && attributes.every((attribute) => allowed.has(attribute));
}
