import { eventConsumers } from '@hub/contracts';

const consumers = eventConsumers as Record<string, readonly string[]>;

/** Gives `crm.changed` these two consumers, whichever the product has. Returns what puts those of the product back. */
export function haveTwoConsumers(): () => void {
  const ofProduct = consumers['crm.changed'] ?? [];
  consumers['crm.changed'] = ['router.lead', 'limits.stock'];
  return () => {
    consumers['crm.changed'] = ofProduct;
  };
}
