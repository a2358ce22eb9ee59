/** English texts of what waits for a person; the keys are those of the Russian file. */
export const waiting = {
  'lead-manual':
    'Lead {leadId} waits for a decision: {found, select, no_branch {there is no branch for “{value}”} several_branches {several branches fit “{value}”} ambiguous {“{value}” may mean several regions: {regions}} paused {the branch “{value}” is paused} closed {the branch “{value}” is closed} missing {the branch “{value}” does not say where its leads go} inside_hq {the branch “{value}” works inside the head office account} is_intake {the pipeline of the branch “{value}” is the intake itself} cancelled {its transfer was cancelled ({value})} declined {it was decided not to hand it over} escalated {a branch has given it to head office and waits for the answer} handed_over {it was moved to the handed-over stage, but no branch has it} was_in_branch {a branch has had it, and it is open at head office} other {{found} {value}}}. {found, select, escalated {Move it back to the pipeline for the deals of branches.} handed_over {Name a branch in the lead, assign one (POST /api/v1/leads/{leadId}/assign), or move the lead back to the first stage.} was_in_branch {Close it, or give it to a branch: name one in the lead, or assign it (POST /api/v1/leads/{leadId}/assign).} other {Assign a branch (POST /api/v1/leads/{leadId}/assign), name it in the lead, or mend the settings of the branches.}}',
  'lead-waits-long':
    'Lead {leadId} has waited for long: {found, select, outside_hours {the branch “{value}” is closed} full {the quota of the branch “{value}” is used up} unknown {nobody answers whether the quota of the branch “{value}” has room} other {nothing in it says which branch it is for}}. Ask the client and fill in the region or the branch, or assign a branch: POST /api/v1/leads/{leadId}/assign.',
  'lead-unsorted':
    'Lead {leadId} is among the incoming leads and nobody has accepted it. Accept it in amoCRM; the hub hands it over to its branch.',
  're-judge':
    '{leads, plural, one {# lead} other {# leads}} could be handed over to branches now{old, plural, =0 {} one {, and nobody has touched # of them for long} other {, and nobody has touched # of them for long}}. Answer with yes or no: POST /api/v1/decisions/re-judge.',
  'transfer-target':
    'Lead {leadId} was not handed over to the branch “{branch}”: its pipeline or stage is gone. Give the branch a pipeline and stage that exist; the transfer goes on by itself.',
  'transfer-suspended':
    'Lead {leadId} was not handed over to the branch “{branch}”: its account is suspended. Resume the account, and the transfer goes on by itself; or choose another branch in the lead.',
  'claim-refused':
    'Lead {leadId} cannot be handed out: amoCRM refused {refusals, plural, one {# time} other {# times}}. {problem} Mend the lead in amoCRM, or move it out of the exchange stage: the hub also tries again by itself.',
  'dead-letter':
    'The hub gave up work of {consumer}. {reason} Mend the cause: the hub tries such work again by itself. Replay it so as not to wait, or discard it.',
  'lead-not-left':
    "Lead {leadId} is to leave the branch «{branch}», but its deal {value} is still there. {found, select, joined {It is not the hub's alone, so the hub does not close it: have the branch close it as lost, and the hub sends the lead on.} untaken {Nobody took it in time, and it is not the hub's alone, so the hub does not close it: ask the branch to take it.} kept {The branch rejected it, and somebody or a robot changed the deal while the hub closed it: have the branch take back the rejection, or choose another branch with POST /api/v1/leads/{leadId}/re-route.} kept_chosen {The branch «{otherBranch}» was chosen for it, but «{branch}» has kept it: somebody took it at the last moment, or left it there over REST. Write the name of that branch back into the lead, or choose again with POST /api/v1/leads/{leadId}/re-route.} takes_none {The branch «{otherBranch}» was chosen for it and takes no leads now. Resume that branch, and the hub hands the lead to it, or choose another one with POST /api/v1/leads/{leadId}/re-route.} in_intake {It stands in the intake: move it back to the pipeline of the branch, or choose another branch with POST /api/v1/leads/{leadId}/re-route.} in_branch {It stands in the pipeline of another branch inside head office: move it back, or give it to that branch with POST /api/v1/leads/{leadId}/re-route.} other {The hub cannot close it.{refused, select, yes { {problem}} other {}} Check the connection of the branch account and the rights of the integration’s user; the hub goes on by itself.}}",
  'lead-in-two':
    '{found, select, one_deal {Leads {leadId} and {other} of head office are one deal of branch «{branch}» ({value}). Merge them, or close the one too many as lost: the hub closes only one of them as won.} one_deal_given {Leads {leadId} and {other} of head office are one deal of branch «{branch}» ({value}), which it has given to head office. Close {leadId} as lost, not {other}: closing that one closes the deal of the branch as well.} merged {The client of lead {leadId} has two open deals in branches: {other} in «{otherBranch}», and {value} in «{branch}», whose card at head office was merged into another one or deleted. If they are one request, have «{branch}» close {value} as lost: head office sees {other}.} other {Lead {leadId} is open in two branches: «{branch}» has opened its deal {value} again, although the lead went on. Have one of the two branches close its deal.}}',
  'mirror-stuck':
    'Lead {leadId} does not show what has become of lead {value} of branch “{branch}”. {problem} Remove the cause; the hub goes on by itself.',
  'lead-in-hand':
    'Lead {leadId} is in hand: the branch «{branch}» has it no more, and the next one not yet.{refused, select, yes { {problem} The hub goes on by itself when that has passed.} other {}} {found, select, takes_none {The branch «{otherBranch}» was chosen for it and takes no leads now. Resume that branch, and the hub hands the lead to it, or choose another one with POST /api/v1/leads/{leadId}/re-route.} other {Name a branch in the lead, or choose one: POST /api/v1/leads/{leadId}/re-route.}}',
  'escalation-late':
    'Nobody at head office has accepted lead {leadId} of branch “{branch}” in time. Move it to the next stage, or give it an owner.',
  'escalation-stuck':
    'Lead {value} of branch “{branch}” does not get on, on its way to head office or back{leadId, select, none {} other { (lead {leadId} of head office)}}. {problem} Remove the cause; the hub goes on by itself.',
  'escalation-gone':
    '{found, select, branch {Lead {value} of branch “{branch}” was deleted or merged, and card {leadId} of head office is open. Close it, or work on it yourselves.} other {Card {leadId} of head office was deleted or merged, and lead {value} of branch “{branch}” stands in the pipeline for head office. Have the branch take it back; to give it to head office again, the lead has to be moved once more.}}',
  'escalation-not-back':
    'Lead {value} of branch “{branch}” still stands in the pipeline for head office, and head office does not wait for it: {found, select, no_reason {its “Комментарий” gives no reason. Have the branch fill it in, and the hub gives the lead to head office by itself; or have it move the lead back to its own pipeline.} other {it could not be moved back to its stage.{refused, select, yes { {problem}} other {}} Have the branch move it back to its own pipeline; to give it to head office again, the lead has to be moved once more.}}',
  'lead-not-made':
    'Request {value} was received over the API, but is not in amoCRM of head office yet.{refused, select, yes { {problem}} other {}} Check the connection of the head office account; the hub goes on by itself.',
  'transfer-stage':
    'Lead {leadId} was handed over to the branch “{branch}”, but head office refuses the stage for leads that were handed over: its card is still in the intake. Correct the stage in the routing rules, or bring it back in amoCRM; the transfer goes on by itself.',
  'transfer-stuck':
    'The transfer of lead {leadId} to the branch “{branch}” does not move.{refused, select, yes { {problem}} other {}} Check the connection of the accounts and the rights of the integration’s user; the hub tries again and goes on by itself. Retry at once or cancel: POST /api/v1/transfers/(id)/retry or /cancel.',
  'lead-unjudged':
    'Lead {leadId} is to be judged again, but has no decision yet. Check whether the head office account answers; the hub goes on by itself.',
  'lead-undecided':
    'Lead {leadId} of head office has changed, but there is no decision about it yet.{refused, select, yes { {problem}} other {}} Check whether the head office account answers and its calls are not used up; the hub goes on by itself.',
};
