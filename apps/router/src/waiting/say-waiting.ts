import { message, type Message } from '@hub/messages';
import type { WaitingWork } from './waiting.repository.js';

/** What waits, why, and the next step. */
export function sayWaiting(
  work: Pick<WaitingWork, 'cause' | 'leadId' | 'reason' | 'branchName' | 'leads' | 'old'>,
): Message {
  const { cause, reason, branchName, leads, old } = work;
  const leadId = String(work.leadId);
  switch (cause) {
    case 'lead-manual': {
      return message('waiting.lead-manual', {
        ...{ leadId, found: found(reason), value: reason?.value ?? '' },
        regions: reason?.candidates ?? [],
      });
    }
    case 'transfer-target':
    case 'transfer-stage':
    case 'transfer-suspended':
      return message(`waiting.${cause}`, { leadId, branch: branchName ?? '' });
    case 'lead-unsorted':
      return message('waiting.lead-unsorted', { leadId });
    case 'transfer-stuck':
      return message('waiting.transfer-stuck', { leadId, branch: branchName ?? '', ...problemOf(reason) });
    case 'lead-unjudged':
    case 'lead-undecided':
      return message(`waiting.${cause}`, { leadId, ...problemOf(reason) });
    case 'lead-not-made':
      return message('waiting.lead-not-made', { value: reason?.value ?? '', ...problemOf(reason) });
    case 'lead-in-hand':
      return message('waiting.lead-in-hand', {
        ...{ leadId, branch: branchName ?? '', ...problemOf(reason), found: found(reason) },
        otherBranch: reason?.other?.branch ?? '',
      });
    case 'lead-not-left':
    case 'lead-in-two':
      return message(`waiting.${cause}`, {
        ...{ leadId, branch: branchName ?? '', value: reason?.value ?? '' },
        ...{
          ...problemOf(reason),
          found: found(reason),
          other: reason?.other?.dealId ?? '',
          otherBranch: reason?.other?.branch ?? '',
        },
      });
    case 'lead-waits-long':
      return message('waiting.lead-waits-long', { leadId, found: found(reason), value: reason?.value ?? '' });
    case 'escalation-late':
    case 'escalation-stuck':
    case 'escalation-gone':
      return message(`waiting.${cause}`, {
        ...{ leadId: work.leadId === null ? 'none' : leadId, branch: branchName ?? '', found: found(reason) },
        ...{ value: reason?.value ?? '', problem: reason?.problem ?? '' },
      });
    case 'escalation-not-back':
      return message('waiting.escalation-not-back', {
        ...{ leadId, branch: branchName ?? '', value: reason?.value ?? '', found: found(reason) },
        ...problemOf(reason),
      });
    case 'mirror-stuck':
      return message('waiting.mirror-stuck', {
        ...{ leadId, branch: branchName ?? '', value: reason?.value ?? '', problem: reason?.problem ?? '' },
      });
    case 're-judge':
      return message('waiting.re-judge', { leads: leads ?? 0, old: old ?? 0 });
  }
}

/** What amoCRM has refused, where it has. */
function problemOf(reason: WaitingWork['reason']) {
  const problem = reason?.problem ?? null;
  return { refused: problem ? 'yes' : 'no', problem: problem ?? '' };
}

/** Choices of the catalogue's texts are written with underscores. */
function found(reason: WaitingWork['reason']): string {
  return (reason?.found ?? '').replaceAll('-', '_');
}
