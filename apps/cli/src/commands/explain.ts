import type { DecisionView, TransferView } from '@hub/contracts';
import { message, type Spoken } from '@hub/messages';
import { CliError } from '../cli-error.js';
import { readAll } from '../hub/find.js';
import type { Work } from './command.js';
import { sayDecision, sayTransfer } from './say-decision.js';

/** Shows the path to the latest decision about a lead, or to all of them, and where the lead is on its way. */
export const explain: Work<{ lead: string; all?: boolean }> = async (bench, { lead, all }) => {
  const { terminal, isJson } = bench;
  if (!/^\d{1,15}$/.test(lead)) throw new CliError(message('cli.bad-lead', { words: lead }));
  const hub = await bench.hub();
  const decisions = await readAll<DecisionView>(hub, 'decisions', { leadId: lead });
  const transfers = await readAll<Spoken<TransferView>>(hub, 'transfers', { leadId: lead });
  if (isJson) terminal.json({ decisions, transfers });
  else {
    for (const decision of all === true ? decisions : decisions.slice(0, 1))
      terminal.data(sayDecision(decision, terminal.locale));
    for (const transfer of all === true ? transfers : transfers.slice(0, 1))
      terminal.data(sayTransfer(transfer, terminal.locale));
  }
  if (decisions.length > 0) return 'done';
  terminal.tell(message('cli.no-decision', { leadId: lead }));
  return 'failed';
};
