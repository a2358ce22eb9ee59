import type { AmoLead } from '@hub/amocrm';

/** When amoCRM says that the lead was changed last. */
export function touchedAt(lead: AmoLead): Date {
  return new Date(lead.updated_at * 1000);
}
