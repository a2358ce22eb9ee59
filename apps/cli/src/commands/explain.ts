import type { CustodyView, DecisionView, TransferView } from '@hub/contracts';
import { message, type Spoken } from '@hub/messages';
import { CliError } from '../cli-error.js';
import { readAll } from '../hub/find.js';
import { HubRefusal, type HubApi } from '../hub/hub-api.js';
import type { Work } from './command.js';
import { sayDecision, sayTransfer } from './say-decision.js';

/**
 * Shows the path to the latest decision about a lead, or to all of them, with the branches passed by, where the lead is on its
 * way, and who has had it.
 */
export const explain: Work<{ lead: string; all?: boolean }> = async (bench, { lead, all }) => {
  const { terminal, isJson } = bench;
  if (!/^\d{1,15}$/.test(lead)) throw new CliError(message('cli.bad-lead', { words: lead }));
  const hub = await bench.hub();
  const decisions = await readAll<Spoken<DecisionView>>(hub, 'decisions', { leadId: lead });
  const transfers = await readAll<Spoken<TransferView>>(hub, 'transfers', { leadId: lead });
  const custody = await readCustody(hub, decisions, lead);
  if (isJson) terminal.json({ decisions, transfers, custody });
  else {
    for (const decision of all === true ? decisions : decisions.slice(0, 1))
      terminal.data(sayDecision(decision, terminal.locale));
    for (const transfer of all === true ? transfers : transfers.slice(0, 1))
      terminal.data(sayTransfer(transfer, terminal.locale));
    for (const { text } of custody) terminal.data(text);
  }
  if (decisions.length > 0) return 'done';
  terminal.print(message('cli.no-decision', { leadId: lead }));
  return 'failed';
};

/** The trail of the lead in each HQ account that has one of this number; a lead that was not handed over has none. */
async function readCustody(
  hub: HubApi,
  decisions: readonly Spoken<DecisionView>[],
  lead: string,
): Promise<Spoken<CustodyView>[]> {
  const trails: Spoken<CustodyView>[] = [];
  for (const accountId of new Set(decisions.map((decision) => decision.accountId))) {
    try {
      trails.push(await hub.get<Spoken<CustodyView>>(`leads/${accountId}/${lead}/custody`));
    } catch (error) {
      if (!(error instanceof HubRefusal) || error.status !== 404) throw error;
    }
  }
  return trails;
}
