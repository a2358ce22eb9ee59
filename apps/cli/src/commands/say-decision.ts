import type { DecisionView, TransferView } from '@hub/contracts';
import { message, say, type Locale, type Spoken } from '@hub/messages';

/** A decision and its path, a line for each step. What this catalogue does not know is shown as the hub gave it. */
export function sayDecision(decision: DecisionView, locale: Locale): string {
  const { leadId, kind, rulesVersion, reasons } = decision;
  const head = message('cli.decision', {
    ...{ leadId: String(leadId), kind, version: String(rulesVersion) },
    at: momentWords(decision.decidedAt, locale),
  });
  const steps = reasons.map(({ check, found, value }, at) => {
    const facts = { check: choice(check), found: choice(found), value: value ?? '' };
    const said = message('cli.reason', { ...facts, hasValue: value ? 'yes' : 'no' });
    return `  ${at + 1}. ${say(said, locale)}`;
  });
  return [say(head, locale), ...steps].join('\n');
}

/** How far the lead has come, and what holds it up. */
export function sayTransfer(transfer: Spoken<TransferView>, locale: Locale): string {
  const { branchName: branch, state, branchLeadId, problem, cancelReason } = transfer;
  const facts = { branch, state, branchLeadId: String(branchLeadId ?? '') };
  const said = message('cli.transfer', { ...facts, hasLead: branchLeadId === null ? 'no' : 'yes' });
  return [say(said, locale), ...[problem, cancelReason].filter(Boolean).map((why) => `  ${why}`)].join('\n');
}

/** Choices of the catalogue's texts are written with underscores, and `other` is any choice. */
function choice(word: string): string {
  return word === 'other' ? 'another' : word.replaceAll('-', '_');
}

function momentWords(moment: string, locale: Locale): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'medium' }).format(
    new Date(moment),
  );
}
