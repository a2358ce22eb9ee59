import { eventConsumers } from '@hub/contracts';

/** The bus's own tests and its bench have these two consumers, whichever services the product has. */
(eventConsumers as Record<string, readonly string[]>)['crm.changed'] = ['router.lead', 'limits.stock'];
