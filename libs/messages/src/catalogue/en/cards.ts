/** English texts in CRM accounts; the keys are those of the Russian file. */
export const cards = {
  'transfer-field': 'Transfer id',
  'transfer-tag': 'fromHQ',
  'source-note': 'Handed over by head office: lead {leadId}\n{link}',
  'left-out': 'Left behind: {names}',
  'handed-over-note': 'Handed over to branch “{branchName}”\n{link}',
};
