export const custody = {
  'hq-gone': 'the lead of the head office is gone',
  'hq-closed': 'the outcome: the lead of the head office was closed by hand, and the hub leaves it alone',
  'hq-moved': 'the outcome: the lead of the head office was moved by hand, and the hub leaves it where it is',
  'no-stage': 'the stage: the branch has none like it',
  'no-owner': 'the owner: the branch has no such user',
  'no-field': 'field {code}: the head office does not have it, or did not take it',
  'no-loss-reason': 'the loss reason «{reason}»: the head office has none of that name',
  'loss-reason': 'the loss reason: the head office did not take it',
  move: 'the stage of the lead of the head office: amoCRM did not take it',
  refused: 'everything: {reason}',
  line: 'Lead {leadId}: head office → {legs}',
  leg: '{branch}{lead, select, none {} other { (lead {lead})}}, {age}: {how, select, on_way {on its way} in_branch {in work} leaving {leaving} won {won} lost {lost} gone {the lead is gone} re_routed {sent on} rejected {rejected by the branch} not_taken {not taken in time} other {{how}}}',
  'in-hand': 'in hand, {age}',
  age: '{days, select, 0 {} other {{days} d }}{hours, select, 0 {} other {{hours} h }}{minutes} min',
  'why-chosen': 'the head office chose the branch «{branch}»',
  'why-region': 'head office has corrected the region: branch «{branch}» has it',
  'why-asked': '{reason}',
  'why-rejected': 'the branch rejected the lead',
  'why-not-taken':
    'nobody took the lead in {minutes, plural, one {# working minute} other {# working minutes}}',
  'refused-move':
    'the stage of the lead of {side, select, hq {the head office} other {the branch}}: {reason}',
  'no-loss-reason-there': 'the loss reason «{reason}»: the other account has none of that name',
  'line-branch': 'Lead of a branch: {legs}',
  escalation:
    '{branch} (lead {branchLead}) ⇒ head office{lead, select, none {} other { (lead {lead})}}, {age}: {how, select, asked {on its way} delivered {not accepted yet} accepted {in work} ending {coming to its end} won {won} lost {lost} handed_back {handed back} withdrawn {taken back by the branch} closed_in_branch {closed by the branch} gone {the lead is gone} re_routed {sent to another branch} no_reason {sent back: no reason} other {{how}}}',
};
