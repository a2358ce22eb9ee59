/** Texts that the hub writes into CRM accounts: names of its fields, notes, tasks. */
export const cards = {
  'transfer-field': 'Номер передачи',
} as const;
