/** English texts in CRM accounts; the keys are those of the Russian file. */
export const cards = {
  'transfer-field': 'Transfer id',
};
