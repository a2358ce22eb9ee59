import type { DecisionView, TransferView } from '@hub/contracts';
import { message, say, type Locale, type Spoken } from '@hub/messages';

/** A decision with its path and the branches passed by, a line for each in the hub's words. */
export function sayDecision(decision: Spoken<DecisionView>, locale: Locale): string {
  const { leadId, kind, rulesVersion, reasons, notTaken } = decision;
  const head = message('cli.decision', {
    ...{ leadId: String(leadId), kind, version: String(rulesVersion) },
    at: momentWords(decision.decidedAt, locale),
  });
  const passed = notTaken.length > 0 ? [`  ${say(message('cli.not-taken'), locale)}`] : [];
  return [
    say(head, locale),
    ...reasons.map((reason, at) => `  ${at + 1}. ${words(reason)}`),
    ...passed,
    ...notTaken.map((reason) => `  – ${words(reason)}`),
  ].join('\n');
}

/** How far the lead has come, and what holds it up. */
export function sayTransfer(transfer: Spoken<TransferView>, locale: Locale): string {
  const { branchName: branch, state, branchLeadId, problem, cancelReason } = transfer;
  const facts = { branch, state, branchLeadId: String(branchLeadId ?? '') };
  const said = message('cli.transfer', { ...facts, hasLead: branchLeadId === null ? 'no' : 'yes' });
  return [say(said, locale), ...[problem, cancelReason].filter(Boolean).map((why) => `  ${why}`)].join('\n');
}

/** A step that the hub has no words for, because it is of another version, is shown as it is. */
function words({ text, check, found, value }: Spoken<DecisionView>['reasons'][number]): string {
  return text ?? [`${check}: ${found}`, ...(value ? [`(${value})`] : [])].join(' ');
}

function momentWords(moment: string, locale: Locale): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'medium' }).format(
    new Date(moment),
  );
}
