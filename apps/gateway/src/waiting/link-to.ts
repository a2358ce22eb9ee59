import type { BusService, WaitingRow } from '@hub/contracts';

/** Where a person does the next step about a row: the lead's card in amoCRM, or the route of this API. */
export function linkTo(row: WaitingRow, service: BusService | null, host: string | null): string {
  const { cause, id, accountId, branchId, leadId } = row;
  switch (cause) {
    case 'dead-letter':
      return `/api/v1/dead-letters?service=${service ?? ''}${accountId ? `&accountId=${accountId}` : ''}`;
    case 'account-reconnect':
      return `/api/v1/accounts/${id}/connect-link`;
    case 'account-unpaid':
      return host ? `https://${host}/` : `/api/v1/accounts/${id}`;
    case 'account-blocked':
      return `/api/v1/accounts/${id}/unblock`;
    case 'transfer-target':
    case 'transfer-suspended':
      return `/api/v1/branches/${branchId ?? ''}`;
    case 're-judge':
      return '/api/v1/decisions/re-judge';
    case 'escalation-late':
    case 'escalation-stuck':
    case 'escalation-gone':
    case 'escalation-not-back':
      return host && leadId ? `https://${host}/leads/detail/${leadId}` : '/api/v1/escalations';
    case 'transfer-stuck':
      return leadId ? `/api/v1/transfers?leadId=${leadId}` : '/api/v1/transfers';
    case 'transfer-stage':
      return '/api/v1/routing-rules';
    case 'lead-not-made':
      return `/api/v1/leads/received/${id}`;
    case 'lead-manual':
    case 'lead-waits-long':
    case 'lead-unsorted':
    case 'lead-undecided':
    case 'lead-unjudged':
    case 'claim-refused':
    case 'lead-in-hand':
    case 'lead-not-left':
    case 'lead-in-two':
    case 'mirror-stuck':
      return host && leadId ? `https://${host}/leads/detail/${leadId}` : `/api/v1/decisions`;
  }
}
