/** English texts in CRM accounts; the keys are those of the Russian file. */
export const cards = {
  'transfer-field': 'Transfer id',
  'transfer-tag': 'fromHQ',
  'received-lead': 'Request {mark}',
  'received-line':
    '{name, select, source {Source} name {Name} phone {Phone} email {E-mail} region {Region} city {City} branch {Branch} other {Comment}}: {value}',
  'source-note': 'Handed over by head office: lead {leadId}\n{link}',
  'call-note':
    '{way, select, in {Call to the head office} other {Call from the head office}}, {at}, {phone}, {minutes} min {seconds} s',
  'call-note-recorded':
    '{way, select, in {Call to the head office} other {Call from the head office}}, {at}, {phone}, {minutes} min {seconds} s\n{link}',
  'joined-note':
    'amoCRM joined this request to a deal that was open already. The hub did not change its data.',
  'joined-hq-note': 'No new deal was created: amoCRM joined the request to deal {leadId} of the branch.',
  'owner-task': 'Contact the client: a new request from head office, lead {leadId}',
  'owner-task-inside': 'Contact the client: a new request for the branch “{branch}”',
  'owner-task-over':
    'The lead was closed or deleted in the branch: the client need not be contacted any more.',
  'left-out': 'Left behind: {names}',
  'handed-over-note': 'Handed over to branch “{branchName}”\n{link}',
  'handed-over-again-note': 'Branch “{branchName}” works on its former deal for this lead again.\n{link}',
  'result-open': 'In work',
  'result-won': 'Closed, won',
  'owner-unnamed': 'User {id}',
  'result-lost': 'Closed, lost',
  'result-lost-why': 'Closed, lost: {reason}',
  'result-gone': 'The branch no longer has the lead',
  'left-note': 'The hub has closed this deal: the lead goes to another branch. Reason: {reason}.',
  'moved-back-note': 'The lead leaves the branch “{branch}” for another one. Reason: {reason}.',
  'kept-note':
    'The lead stays in this branch: it was taken at the last moment. It was to go to another branch: {reason}.',
  'escalation-name': 'Deal of branch “{branch}”',
  'escalation-tag': 'fromBranch',
  'escalation-note': 'Branch “{branch}” has given this deal to head office. Reason: {reason}\n{link}',
  'escalation-sent': 'The deal was given to head office: lead {hqLeadId}\n{hqLink}',
  'escalation-peer': 'Branch “{branch}” has given the same client to head office: lead {leadId}.',
  'escalation-task':
    'The deal has come back from the pipeline for head office, because it gives no reason. Fill in the field «Комментарий» and move the deal to that pipeline again.',
  'escalation-stage': 'Head office: the deal is in stage “{stage}”.',
  'escalation-end':
    'Head office: {how, select, won {the deal is won} lost {the deal is lost} other {the deal goes back to the branch, go on with it}}.',
  'escalation-withdrawn': 'The branch has taken the deal back and works on it itself.',
  'escalation-merged':
    'The branch has merged this deal into its deal {leadId}, which head office has already: work on it in that card.',
  'escalation-branch-won': 'The branch has closed its deal as won.',
  'escalation-branch-lost': 'The branch has closed its deal as lost.',
  'escalation-branch-gone':
    'The branch no longer has the deal: it was deleted or merged. Decide what becomes of this card.',
  'escalation-card-gone':
    'Head office no longer has the card of this deal. Take the deal back to a pipeline of the branch; to give it to head office again, move it once more.',
};
