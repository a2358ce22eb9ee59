/** English texts in CRM accounts; the keys are those of the Russian file. */
export const cards = {
  'transfer-field': 'Transfer id',
  'transfer-tag': 'fromHQ',
  'received-lead': 'Request {mark}',
  'received-line':
    '{name, select, source {Source} name {Name} phone {Phone} email {E-mail} region {Region} city {City} branch {Branch} other {Comment}}: {value}',
  'source-note': 'Handed over by head office: lead {leadId}\n{link}',
  'joined-note':
    'amoCRM joined this request to a deal that was open already. The hub did not change its data.',
  'joined-hq-note': 'No new deal was created: amoCRM joined the request to deal {leadId} of the branch.',
  'owner-task': 'Contact the client: a new request from head office, lead {leadId}',
  'left-out': 'Left behind: {names}',
  'handed-over-note': 'Handed over to branch “{branchName}”\n{link}',
  'result-open': 'In work',
  'result-won': 'Closed, won',
  'result-lost': 'Closed, lost',
  'result-lost-why': 'Closed, lost: {reason}',
  'result-gone': 'The branch no longer has the lead',
  'left-note': 'The hub has closed this deal: the lead goes to another branch. Reason: {reason}.',
  'kept-note':
    'The lead stays in this branch: it was taken at the last moment. It was to go to another branch: {reason}.',
};
